using CsCheck;
using DittoFs.Protocols.Smb;
using DittoFs.Protocols.Smb.SecurityDescriptors;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Protocols.Smb.SecurityDescriptors;

/// <summary>That a mode becomes a descriptor and the descriptor the same mode, and that no bytes break the reader.</summary>
public sealed class SecurityDescriptorTests
{
    private const SecurityParts AllParts = SecurityParts.Owner | SecurityParts.Group | SecurityParts.Dacl;

    private static NodeAttributes Node(uint mode, uint uid = 1000, uint gid = 100) => new()
    {
        Node = new NodeId(7),
        Kind = NodeKind.File,
        Mode = mode,
        LinkCount = 1,
        Uid = uid,
        Gid = gid,
        Size = 0,
        AllocatedBytes = 0,
        AccessTime = default,
        ModifyTime = default,
        ChangeTime = default,
        BirthTime = default,
        ChangeId = 1,
    };

    private static byte[] Encode(SecurityDescriptor descriptor)
    {
        using var writer = new LittleEndianWriter();
        descriptor.Write(writer);
        return writer.Written.ToArray();
    }

    [Fact]
    public void Mode_Every_ComesBackFromItsDescriptor()
    {
        for (var mode = 0u; mode <= 0xFFF; mode++)
        {
            var node = Node(mode);
            Assert.True(SecurityDescriptor.TryRead(Encode(SecurityDescriptor.Of(node, AllParts)), out var read));
            Assert.Equal(UnixSids.OfUser(1000), read.Owner);
            Assert.Equal(UnixSids.OfGroup(100), read.Group);
            Assert.True(ModeRights.TryGetMode(read.Dacl!, node with { Mode = mode & ~0x1FFu }, out var back));
            Assert.Equal(mode, back);
        }
    }

    [Fact]
    public void Write_OwnerOnly_HasTheLayoutOfTheSpecification()
    {
        var bytes = Encode(SecurityDescriptor.Of(Node(0x1A4), SecurityParts.Owner));
        Assert.Equal("0100008014000000000000000000000000000000" + "010200000000001601000000E8030000", Convert.ToHexString(bytes));
    }

    [Fact]
    public void TryGetMode_EntryOfSomebodyElse_IsNotRepresentable() =>
        Assert.False(ModeRights.TryGetMode([new AccessEntry(false, SmbAccess.ReadData, UnixSids.OfUser(4711))], Node(0x1A4), out _));

    [Fact]
    public void TryGetMode_DenyBeforeAllow_TakesTheRight()
    {
        AccessEntry[] entries = [new(true, SmbAccess.WriteData, UnixSids.Everyone), new(false, SmbAccess.GenericAll, UnixSids.Everyone)];
        Assert.True(ModeRights.TryGetMode(entries, Node(0), out var mode));
        Assert.Equal(0b101_101_101u, mode);
    }

    [Fact]
    public void TryGetMode_ModeAsIdentifier_IsTaken()
    {
        Assert.True(ModeRights.TryGetMode([new AccessEntry(true, 0, new Sid(5, 88, 3, 0x9ED))], Node(0), out var mode));
        Assert.Equal(0x9EDu, mode);
    }

    [Fact]
    public void TryRead_MutatedDescriptor_AnswersWithoutThrowing()
    {
        var golden = Encode(SecurityDescriptor.Of(Node(0x1A4), AllParts));
        Gen.Select(Gen.Int[0, golden.Length - 1], Gen.Byte, Gen.Int[0, golden.Length]).Array[1, 4].Sample(
            mutations =>
            {
                var bytes = golden.ToArray();
                foreach (var (at, value, _) in mutations)
                {
                    bytes[at] = value;
                }

                SecurityDescriptor.TryRead(bytes.AsSpan(0, mutations[0].Item3), out _);
            },
            iter: 100_000);
    }

    [Fact]
    public void Sid_Text_IsThatOfTheSpecification() => Assert.Equal("S-1-5-21-1-2-4294967295", new Sid(5, 21, 1, 2, uint.MaxValue).ToString());
}
