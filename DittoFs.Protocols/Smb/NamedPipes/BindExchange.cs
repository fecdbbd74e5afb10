using System.Text;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.NamedPipes;

/// <summary>What a client wants to speak of: context number, interface, and in which encodings.</summary>
internal readonly record struct OfferedContext(ushort Number, Guid Interface, uint Version, IReadOnlyList<Guid> Encodings);

/// <summary>BIND and ALTER_CONTEXT (C706 §12.6.4.3): which interfaces are spoken on a pipe, and in which encoding.</summary>
internal static class BindExchange
{
    private const int ContextsMax = 32;
    private const uint EncodingVersion = 2;
    private const ushort Accepted = 0;
    private const ushort Rejected = 2;
    private const ushort NegotiateAck = 3;
    private const ushort NoSuchInterface = 1;
    private const ushort NoSuchEncoding = 2;

    private static readonly Guid Ndr32 = new("8a885d04-1ceb-11c9-9fe8-08002b104860");

    // MS-RPCE 2.2.2.14: an "encoding" that only asks for features; its upper half is fixed.
    private static readonly byte[] FeatureNegotiation = [0x2C, 0x1C, 0xB7, 0x6C, 0x12, 0x98, 0x40, 0x45];

    /// <summary>Reads the contexts that are offered, and how long a unit the client takes; false if the unit is cut short or there are too many.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out int unitBytesMax, out uint group, out IReadOnlyList<OfferedContext> contexts)
    {
        var reader = new LittleEndianReader(body);
        reader.Skip(2);
        unitBytesMax = Math.Clamp((int)reader.ReadUInt16(), PduHeader.UnitBytesMin, PduHeader.UnitBytesMax);
        group = reader.ReadUInt32();
        var count = reader.ReadByte();
        reader.Skip(3);
        List<OfferedContext> read = [];
        while (read.Count < count && count <= ContextsMax && !reader.HasFailed)
        {
            read.Add(ReadContext(ref reader));
        }

        contexts = read;
        return !reader.HasFailed && count is > 0 and <= ContextsMax;
    }

    /// <summary>Writes the answer, and tells which contexts were accepted.</summary>
    public static void Answer(
        LittleEndianWriter writer, in PduHeader asked, uint group, IReadOnlyList<OfferedContext> contexts, RpcInterface offered, ICollection<ushort> accepted)
    {
        var kind = asked.Kind == PduKind.Bind ? PduKind.BindAck : PduKind.AlterContextResponse;
        var start = PduHeader.Begin(writer, kind, PduHeader.IsFirst | PduHeader.IsLast, asked.Call);
        writer.WriteUInt16(PduHeader.UnitBytesMax);
        writer.WriteUInt16(PduHeader.UnitBytesMax);
        writer.WriteUInt32(group == 0 ? 1 : group);
        var address = asked.Kind == PduKind.Bind ? Encoding.ASCII.GetBytes($"\\PIPE\\{offered.Pipe}\0") : [];
        writer.WriteUInt16((ushort)address.Length);
        writer.WriteBytes(address);
        writer.Align(4, start);
        writer.WriteByte((byte)contexts.Count);
        writer.WriteZeros(3);
        foreach (var context in contexts)
        {
            AnswerContext(writer, context, offered, accepted);
        }

        PduHeader.End(writer, start);
    }

    private static OfferedContext ReadContext(ref LittleEndianReader reader)
    {
        var number = reader.ReadUInt16();
        var encodingCount = reader.ReadByte();
        reader.Skip(1);
        var (id, version) = (reader.ReadGuid(), reader.ReadUInt32());
        List<Guid> encodings = [];
        while (encodings.Count < encodingCount && !reader.HasFailed)
        {
            encodings.Add(reader.ReadGuid());
            reader.Skip(4);
        }

        return new OfferedContext(number, id, version, encodings);
    }

    private static void AnswerContext(LittleEndianWriter writer, in OfferedContext context, RpcInterface offered, ICollection<ushort> accepted)
    {
        if (context.Encodings.Any(static encoding => encoding.ToByteArray().AsSpan().StartsWith(FeatureNegotiation)))
        {
            WriteResult(writer, NegotiateAck, 0, Guid.Empty, 0);
        }
        else if (context.Interface != offered.Id || (ushort)context.Version != (ushort)offered.Version)
        {
            WriteResult(writer, Rejected, NoSuchInterface, Guid.Empty, 0);
        }
        else if (!context.Encodings.Contains(Ndr32))
        {
            WriteResult(writer, Rejected, NoSuchEncoding, Guid.Empty, 0);
        }
        else
        {
            accepted.Add(context.Number);
            WriteResult(writer, Accepted, 0, Ndr32, EncodingVersion);
        }
    }

    private static void WriteResult(LittleEndianWriter writer, ushort result, ushort reason, Guid encoding, uint version)
    {
        writer.WriteUInt16(result);
        writer.WriteUInt16(reason);
        writer.WriteGuid(encoding);
        writer.WriteUInt32(version);
    }
}
