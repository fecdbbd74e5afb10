using System.Buffers.Binary;
using System.Text;
using CsCheck;
using DittoFs.Protocols.Smb.NamedPipes;
using DittoFs.Protocols.Smb.SecurityDescriptors;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Smb.NamedPipes;

/// <summary>Bytes in, bytes out: what clients ask over pipes, and that no bytes break one.</summary>
public sealed class RpcPipeTests
{
    private const byte Whole = PduHeader.IsFirst | PduHeader.IsLast;

    private static readonly Guid Ndr = new("8a885d04-1ceb-11c9-9fe8-08002b104860");

    private readonly TestPipeServer server = new(200);

    private static byte[] Unit(PduKind kind, byte flags, ReadOnlySpan<byte> body)
    {
        byte[] unit = [5, 0, (byte)kind, flags, 0x10, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, .. body];
        BinaryPrimitives.WriteUInt16LittleEndian(unit.AsSpan(8), (ushort)unit.Length);
        return unit;
    }

    /// <summary>A client's first unit.</summary>
    internal static byte[] Bind(RpcInterface offered, Guid? encoding = null, uint? version = null) => Unit(
        PduKind.Bind,
        Whole,
        [0xB8, 0x10, 0xB8, 0x10, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, .. offered.Id.ToByteArray(), .. BitConverter.GetBytes(version ?? offered.Version), .. (encoding ?? Ndr).ToByteArray(), 2, 0, 0, 0]);

    private static byte[] Request(ushort operation, ReadOnlySpan<byte> stub, byte flags = Whole) =>
        Unit(PduKind.Request, flags, [0, 0, 0, 0, 0, 0, (byte)operation, (byte)(operation >> 8), .. stub]);

    private static byte[] Stub(Action<NdrWriter> write)
    {
        using var writer = new NdrWriter();
        write(writer);
        return writer.Written.ToArray();
    }

    private static byte[] ReadAll(RpcPipe pipe)
    {
        var bytes = new byte[pipe.Available];
        Assert.Equal(bytes.Length, pipe.Read(bytes));
        return bytes;
    }

    private static (PduKind Kind, byte[] Stub) Ask(RpcInterface offered, ushort operation, byte[] stub)
    {
        using var pipe = new RpcPipe(offered);
        Assert.True(pipe.Write(Bind(offered)));
        ReadAll(pipe);
        Assert.True(pipe.Write(Request(operation, stub)));
        return Join(ReadAll(pipe));
    }

    /// <summary>Puts the fragments of one answer together.</summary>
    private static (PduKind Kind, byte[] Stub) Join(byte[] bytes)
    {
        List<byte> stub = [];
        var kind = (PduKind)bytes[2];
        for (var at = 0; at < bytes.Length;)
        {
            Assert.True(PduHeader.TryRead(bytes.AsSpan(at), out var header));
            Assert.Equal((at == 0, at + header.Length == bytes.Length), ((header.Flags & PduHeader.IsFirst) != 0, (header.Flags & PduHeader.IsLast) != 0));
            stub.AddRange(bytes.AsSpan(at + 24, header.Length - 24));
            at += header.Length;
        }

        return (kind, [.. stub]);
    }

    private static uint Last(byte[] stub) => BinaryPrimitives.ReadUInt32LittleEndian(stub.AsSpan(stub.Length - 4));

    private static byte[] EnumerateStub(uint level) => Stub(writer =>
    {
        writer.WritePointer();
        writer.WriteString("\\\\ditto");
        writer.WriteUInt32(level);
        writer.WriteUInt32(level);
        writer.WritePointer();
        writer.WriteUInt32(0);
        writer.WriteNull();
        writer.WriteUInt32(uint.MaxValue);
        writer.WriteNull();
    });

    [Fact]
    public void Bind_KnownInterface_IsAcceptedWithTheLayoutOfTheSpecification()
    {
        using var pipe = new RpcPipe(new ServerService(server));
        Assert.True(pipe.Write(Bind(new ServerService(server))));
        Assert.Equal(
            "05000C03100000004400000009000000" + "B810B81001000000" + "0D00" + Convert.ToHexString(Encoding.ASCII.GetBytes("\\PIPE\\srvsvc\0")) + "00"
            + "01000000" + "00000000" + "045D888AEB1CC9119FE808002B104860" + "02000000",
            Convert.ToHexString(ReadAll(pipe)));
    }

    [Theory]
    [InlineData("6cb71c2c-9812-4540-0300-000000000000", 3)]
    [InlineData("71710533-beba-4937-8319-b5dbef9ccc36", 2)]
    public void Bind_OtherEncoding_IsNotAccepted(string encoding, byte result)
    {
        var service = new ServerService(server);
        using var pipe = new RpcPipe(service);
        Assert.True(pipe.Write(Bind(service, new Guid(encoding))));
        Assert.Equal(result, ReadAll(pipe)[^24]);
        Assert.True(pipe.Write(Request(15, EnumerateStub(1))));
        Assert.Equal(PduKind.Fault, (PduKind)ReadAll(pipe)[2]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(501)]
    [InlineData(502)]
    public void ShareEnum_EachLevel_NamesAllSharesInFragments(uint level)
    {
        var (kind, stub) = Ask(new ServerService(server), 15, EnumerateStub(level));
        Assert.Equal(PduKind.Response, kind);
        Assert.Equal(0u, Last(stub));
        Assert.Equal((level, level, 201u), (BitConverter.ToUInt32(stub), BitConverter.ToUInt32(stub, 4), BitConverter.ToUInt32(stub, 12)));
        var text = Encoding.Unicode.GetString(stub);
        Assert.All(server.GetShares(), share => Assert.Contains(share.Name, text, StringComparison.Ordinal));
        Assert.Equal(level > 0, text.Contains("comment 7", StringComparison.Ordinal));
    }

    [Fact]
    public void ShareEnum_UnknownLevel_IsAnError() => Assert.Equal(124u, Last(Ask(new ServerService(server), 15, EnumerateStub(17)).Stub));

    [Theory]
    [InlineData("SHARE7", 1, 0)]
    [InlineData("share7", 502, 0)]
    [InlineData("share7", 1005, 0)]
    [InlineData("missing", 1, 2310)]
    [InlineData("share7", 3, 124)]
    public void ShareGetInfo_Name_AnswersOrTellsWhyNot(string name, uint level, uint status)
    {
        var stub = Stub(writer =>
        {
            writer.WriteNull();
            writer.WriteString(name);
            writer.WriteUInt32(level);
        });
        Assert.Equal(status, Last(Ask(new ServerService(server), 16, stub).Stub));
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(101, 0)]
    [InlineData(102, 0)]
    [InlineData(503, 124)]
    public void GetInfo_OfServerAndWorkstation_AnswersTheLevelsThatThereAre(uint level, uint status)
    {
        var stub = Stub(writer =>
        {
            writer.WriteNull();
            writer.WriteUInt32(level);
        });
        Assert.Equal(status, Last(Ask(new ServerService(server), 21, stub).Stub));
        Assert.Equal(status, Last(Ask(new WorkstationService(server), 0, stub).Stub));
    }

    [Fact]
    public void RemoteTime_Answered_IsNow()
    {
        var (_, stub) = Ask(new ServerService(server), 28, Stub(writer => writer.WriteNull()));
        Assert.Equal(56, stub.Length);
        Assert.InRange(BitConverter.ToUInt32(stub, 4), DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
    }

    [Fact]
    public void LookupNames_KnownAndUnknown_TellsWhichIsWhich()
    {
        string[] names = ["alice", "Unix Group\\users", "nobody"];
        var stub = Stub(writer =>
        {
            writer.WriteBytes(new byte[20]);
            writer.WriteUInt32(3);
            writer.WriteUInt32(3);
            foreach (var name in names)
            {
                writer.WriteStringHead(name);
            }

            foreach (var name in names)
            {
                writer.WriteCharacters(name);
            }

            writer.WriteUInt32(0);
            writer.WriteNull();
            writer.WriteUInt16(1);
            writer.WriteUInt32(0);
        });
        var (_, answer) = Ask(new LocalSecurityAuthority(server), 14, stub);
        Assert.Equal(0x107u, Last(answer));
        Assert.Equal(2u, BitConverter.ToUInt32(answer, answer.Length - 8));
        Assert.Equal([1, 1000, 0], Words(answer, 44, 3).Select((word, index) => index == 0 ? word & 0xFFFF : word));
        Assert.Equal([2, 0x64, 1], Words(answer, 32, 3).Select((word, index) => index == 0 ? word & 0xFFFF : word));
        Assert.Equal([8, 0, uint.MaxValue], Words(answer, 20, 3).Select((word, index) => index == 0 ? word & 0xFFFF : word));
    }

    private static IEnumerable<uint> Words(byte[] bytes, int fromEnd, int count) =>
        Enumerable.Range(0, count).Select(index => BitConverter.ToUInt32(bytes, bytes.Length - fromEnd + (index * 4)));

    [Fact]
    public void LookupSids_UserGroupAndStranger_AreNamed()
    {
        Sid[] sids = [UnixSids.OfUser(1000), UnixSids.OfGroup(100), UnixSids.OfUser(4711), new(5, 21, 9, 9, 9)];
        var stub = Stub(writer =>
        {
            writer.WriteBytes(new byte[20]);
            writer.WriteUInt32((uint)sids.Length);
            writer.WritePointer();
            writer.WriteUInt32((uint)sids.Length);
            foreach (var _ in sids)
            {
                writer.WritePointer();
            }

            foreach (var sid in sids)
            {
                writer.WriteSid(sid);
            }

            writer.WriteUInt32(0);
            writer.WriteNull();
            writer.WriteUInt16(1);
            writer.WriteUInt32(0);
        });
        var (_, answer) = Ask(new LocalSecurityAuthority(server), 15, stub);
        Assert.Equal(0x107u, Last(answer));
        var text = Encoding.Unicode.GetString(answer);
        Assert.All(["alice", "users", "4711", "S-1-5-21-9-9-9", "Unix User", "Unix Group"], name => Assert.Contains(name, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(44)]
    [InlineData(130)]
    public void OpenPolicy_EachVersion_GivesAHandle(ushort operation)
    {
        var (kind, answer) = Ask(new LocalSecurityAuthority(server), operation, new byte[64]);
        Assert.Equal((PduKind.Response, 0u, operation == 130 ? 40 : 24), (kind, Last(answer), answer.Length));
        Assert.Equal(0u, Last(Ask(new LocalSecurityAuthority(server), 0, answer[^24..^4]).Stub));
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(5, 0)]
    [InlineData(12, 0xC0000003)]
    public void QueryPolicy_Class_AnswersThoseThatThereAre(byte kind, uint status) =>
        Assert.Equal(status, Last(Ask(new LocalSecurityAuthority(server), 7, [.. new byte[20], kind, 0]).Stub));

    [Fact]
    public void Call_UnknownOperationOrCutStub_IsAFault()
    {
        Assert.Equal(PduKind.Fault, Ask(new ServerService(server), 99, new byte[4]).Kind);
        Assert.Equal(PduKind.Fault, Ask(new ServerService(server), 15, [1, 2]).Kind);
        Assert.Equal(PduKind.Fault, Ask(new LocalSecurityAuthority(server), 15, new byte[21]).Kind);
    }

    [Fact]
    public void Request_InFragmentsAndSingleBytes_IsOneCall()
    {
        var service = new ServerService(server);
        using var pipe = new RpcPipe(service);
        var stub = EnumerateStub(1);
        byte[] all = [.. Bind(service), .. Request(15, stub.AsSpan(0, 9), PduHeader.IsFirst), .. Request(15, stub.AsSpan(9, 8), 0), .. Request(15, stub.AsSpan(17), PduHeader.IsLast)];
        foreach (var value in all)
        {
            Assert.True(pipe.Write([value]));
        }

        var bind = pipe.NextUnitLength;
        pipe.Read(new byte[bind]);
        Assert.Equal(0u, Last(Join(ReadAll(pipe)).Stub));
    }

    [Fact]
    public void Write_CallWithoutEnd_BreaksThePipeBeforeItFillsMemory()
    {
        var service = new ServerService(server);
        using var pipe = new RpcPipe(service);
        Assert.True(pipe.Write(Bind(service)));
        var flags = PduHeader.IsFirst;
        var written = 0;
        while (pipe.Write(Request(15, new byte[4000], flags)))
        {
            flags = 0;
            Assert.True((written += 4000) < 1 << 20);
        }
    }

    [Fact]
    public void Write_MutatedUnits_NeverThrows()
    {
        RpcInterface[] all = [new ServerService(server), new WorkstationService(server), new LocalSecurityAuthority(server)];
        byte[][] stubs = [EnumerateStub(1), Stub(writer => { writer.WriteNull(); writer.WriteUInt32(101); }), [.. new byte[20], 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, .. new byte[64]]];
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 160], Gen.Select(Gen.Int[0, 400], Gen.Byte).Array[0, 6]).Sample(
            (which, operation, mutations) =>
            {
                using var pipe = new RpcPipe(all[which]);
                byte[] bytes = [.. Bind(all[which]), .. Request((ushort)(operation % 4 == 0 ? operation : new[] { 15, 0, 14 }[which]), stubs[which])];
                foreach (var (at, value) in mutations)
                {
                    bytes[at % bytes.Length] = value;
                }

                pipe.Write(bytes);
                ReadAll(pipe);
            },
            iter: Mutations.Rounds);
    }
}
