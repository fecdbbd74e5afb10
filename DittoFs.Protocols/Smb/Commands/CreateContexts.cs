using System.Buffers.Binary;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>What comes along with a CREATE (MS-SMB2 2.2.13.2), as far as it matters here. Contexts of other names are passed over, as the protocol has it.</summary>
internal sealed record CreateContexts
{
    private const uint ExtendedAttributes = 0x41747845;
    private const uint SecurityBuffer = 0x44636553;
    private const uint AllocationRequest = 0x69536C41;
    private const uint MaximalAccessRequest = 0x6341784D;
    private const uint TimeWarp = 0x70725754;
    private const uint OnDiskIdRequest = 0x64694651;
    private const uint DurableReconnect = 0x436E4844;
    private const uint DurableReconnectV2 = 0x43324844;
    private const int HeadBytes = 16;
    private const int NameBytesMin = 4;
    private const int CountMax = 32;

    /// <summary>Nothing came along.</summary>
    public static CreateContexts None { get; } = new();

    /// <summary>The client wants to know all that it could be granted (MxAc).</summary>
    public bool WantsMaximalAccess { get; private init; }

    /// <summary>The client wants the numbers of file and volume (QFid).</summary>
    public bool WantsDiskId { get; private init; }

    /// <summary>The allocation that the client expects to need (AlSi); 0 if it did not say.</summary>
    public ulong AllocationBytes { get; private init; }

    /// <summary>The client asks for the state of an earlier time (TWrp).</summary>
    public bool IsTimeWarp { get; private init; }

    /// <summary>The client wants an open back that it lost (DHnC, DH2C).</summary>
    public bool IsReconnect { get; private init; }

    /// <summary>The client brings extended attributes (ExtA).</summary>
    public bool HasExtendedAttributes { get; private init; }

    /// <summary>The security descriptor of what is made (SecD); empty if none came.</summary>
    public ReadOnlyMemory<byte> SecurityDescriptor { get; private init; }

    /// <summary>Reads the contexts of <paramref name="area"/>; false if they break the layout.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> area, out CreateContexts contexts)
    {
        contexts = None;
        for (var count = 0; !area.IsEmpty; count++)
        {
            if (count == CountMax || !TryTake(area, out var next, out var name, out var data))
            {
                return false;
            }

            if (contexts.With(name, data) is not { } read)
            {
                return false;
            }

            contexts = read;
            area = next == 0 ? default : area[next..];
        }

        return true;
    }

    private static bool TryTake(ReadOnlyMemory<byte> area, out int next, out ReadOnlySpan<byte> name, out ReadOnlyMemory<byte> data)
    {
        (next, data) = (0, default);
        name = default;
        var reader = new LittleEndianReader(area.Span);
        var distance = reader.ReadUInt32();
        var (nameOffset, nameLength) = (reader.ReadUInt16(), reader.ReadUInt16());
        reader.Skip(sizeof(ushort));
        var dataOffset = reader.ReadUInt16();
        var dataLength = reader.ReadUInt32();
        if (reader.HasFailed || distance % 8 != 0 || distance >= area.Length || (distance != 0 && distance < HeadBytes))
        {
            return false;
        }

        var limit = distance == 0 ? (uint)area.Length : distance;
        if (nameLength < NameBytesMin || nameOffset + nameLength > limit || (dataLength != 0 && (dataOffset < HeadBytes || dataLength > limit || dataOffset > limit - dataLength)))
        {
            return false;
        }

        next = (int)distance;
        name = area.Span.Slice(nameOffset, nameLength);
        data = dataLength == 0 ? default : area.Slice(dataOffset, (int)dataLength);
        return true;
    }

    /// <summary>These contexts and one more; null if its data is too short.</summary>
    private CreateContexts? With(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data) => name.Length != sizeof(uint) ? this : BinaryPrimitives.ReadUInt32LittleEndian(name) switch
    {
        MaximalAccessRequest => data.Length is 0 or sizeof(ulong) ? this with { WantsMaximalAccess = true } : null,
        OnDiskIdRequest => this with { WantsDiskId = true },
        AllocationRequest => data.Length >= sizeof(ulong) ? this with { AllocationBytes = BinaryPrimitives.ReadUInt64LittleEndian(data.Span) } : null,
        TimeWarp => data.Length >= sizeof(ulong) ? this with { IsTimeWarp = true } : null,
        DurableReconnect or DurableReconnectV2 => this with { IsReconnect = true },
        ExtendedAttributes => this with { HasExtendedAttributes = true },
        SecurityBuffer => this with { SecurityDescriptor = data },
        _ => this,
    };

    /// <summary>Writes the answer to <see cref="WantsMaximalAccess"/> (2.2.14.2.5).</summary>
    public static void WriteMaximalAccess(LittleEndianWriter writer, uint access)
    {
        WriteHead(writer, MaximalAccessRequest, 8);
        writer.WriteUInt32((uint)NtStatus.Success);
        writer.WriteUInt32(access);
    }

    /// <summary>Writes the answer to <see cref="WantsDiskId"/> (2.2.14.2.9).</summary>
    public static void WriteDiskId(LittleEndianWriter writer, ulong file, ulong volume)
    {
        WriteHead(writer, OnDiskIdRequest, 32);
        writer.WriteUInt64(file);
        writer.WriteUInt64(volume);
        writer.WriteZeros(16);
    }

    private static void WriteHead(LittleEndianWriter writer, uint name, int dataBytes)
    {
        writer.WriteUInt32(0);
        writer.WriteUInt16(HeadBytes);
        writer.WriteUInt16(sizeof(uint));
        writer.WriteUInt16(0);
        writer.WriteUInt16(HeadBytes + 8);
        writer.WriteUInt32((uint)dataBytes);
        writer.WriteUInt32(name);
        writer.WriteUInt32(0);
    }
}
