using DittoFs.Protocols.Nfs.V3;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;

namespace DittoFs.Web.Tests.Support;

/// <summary>Attributes as a client sees them.</summary>
internal sealed record NfsAttributes(
    uint Type, uint Mode, uint LinkCount, uint Uid, uint Gid, ulong Size, ulong Used, uint Major, uint Minor, ulong FileSystemId, ulong FileId,
    (uint Seconds, uint Nanoseconds) AccessTime, (uint Seconds, uint Nanoseconds) ModifyTime, (uint Seconds, uint Nanoseconds) ChangeTime);

/// <summary>Cache data as a client sees it.</summary>
internal sealed record NfsWcc((ulong Size, (uint Seconds, uint Nanoseconds) ModifyTime, (uint Seconds, uint Nanoseconds) ChangeTime)? Before, NfsAttributes? After);

/// <summary>An entry of a listing; attributes and handle only from READDIRPLUS.</summary>
internal sealed record NfsEntry(ulong FileId, string Name, ulong Cookie, NfsAttributes? Attributes, byte[]? Handle);

/// <summary>A reply of a procedure that names one node.</summary>
internal sealed record NfsNodeReply(NfsV3Status Status, byte[]? Handle, NfsAttributes? Attributes, NfsAttributes? Directory);

/// <summary>A reply of a procedure that makes a node.</summary>
internal sealed record NfsNewReply(NfsV3Status Status, byte[]? Handle, NfsAttributes? Attributes, NfsWcc Directory);

/// <summary>A reply with cache data only.</summary>
internal sealed record NfsChangeReply(NfsV3Status Status, NfsWcc Wcc);

/// <summary>A reply of RENAME.</summary>
internal sealed record NfsRenameReply(NfsV3Status Status, NfsWcc From, NfsWcc To);

/// <summary>A reply of LINK.</summary>
internal sealed record NfsLinkReply(NfsV3Status Status, NfsAttributes? Node, NfsWcc Directory);

/// <summary>A reply of ACCESS.</summary>
internal sealed record NfsAccessReply(NfsV3Status Status, NfsAttributes? Node, AccessMask Granted);

/// <summary>A reply of READLINK.</summary>
internal sealed record NfsReadLinkReply(NfsV3Status Status, NfsAttributes? Node, byte[] Target);

/// <summary>A reply of READ.</summary>
internal sealed record NfsReadReply(NfsV3Status Status, NfsAttributes? File, byte[] Data, bool EndOfFile);

/// <summary>A reply of WRITE.</summary>
internal sealed record NfsWriteReply(NfsV3Status Status, NfsWcc File, uint Count, WriteStability Committed, ulong Verifier);

/// <summary>A reply of COMMIT.</summary>
internal sealed record NfsCommitReply(NfsV3Status Status, NfsWcc File, ulong Verifier);

/// <summary>A reply of READDIR or READDIRPLUS.</summary>
internal sealed record NfsListReply(NfsV3Status Status, NfsAttributes? Directory, IReadOnlyList<NfsEntry> Entries, bool IsComplete, int BodyBytes);

/// <summary>A reply of FSSTAT, FSINFO or PATHCONF: attributes, then fields in the order of the specification.</summary>
internal sealed record NfsFieldsReply(NfsV3Status Status, NfsAttributes? Node, byte[] Fields);

/// <summary>Reads replies; a reply that does not decode fails the test.</summary>
internal ref struct NfsReplyReader(byte[] body)
{
    private XdrReader reader = new(body);

    /// <summary>Bytes that were not read.</summary>
    public readonly int Remaining => reader.Remaining;

    public uint UInt32()
    {
        Assert.True(reader.TryReadUInt32(out var value));
        return value;
    }

    public ulong UInt64()
    {
        Assert.True(reader.TryReadUInt64(out var value));
        return value;
    }

    public bool Bool()
    {
        Assert.True(reader.TryReadBool(out var value));
        return value;
    }

    public byte[] Opaque()
    {
        Assert.True(reader.TryReadOpaque(int.MaxValue, out var value));
        return value.ToArray();
    }

    public NfsV3Status Status() => (NfsV3Status)UInt32();

    public byte[] Rest() => reader.Rest.ToArray();

    public (uint Seconds, uint Nanoseconds) Time() => (UInt32(), UInt32());

    public NfsAttributes Attributes() => new(
        UInt32(), UInt32(), UInt32(), UInt32(), UInt32(), UInt64(), UInt64(), UInt32(), UInt32(), UInt64(), UInt64(), Time(), Time(), Time());

    public NfsAttributes? OptionalAttributes() => Bool() ? Attributes() : null;

    public byte[]? OptionalHandle() => Bool() ? Opaque() : null;

    public NfsWcc Wcc() => new(Bool() ? (UInt64(), Time(), Time()) : null, OptionalAttributes());
}
