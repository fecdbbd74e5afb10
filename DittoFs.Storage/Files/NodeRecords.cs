using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <summary>How records change: what every change of a node, and every change of a directory's entries, has in common.</summary>
internal static class NodeRecords
{
    /// <summary>What a protocol may know of the node.</summary>
    public static NodeAttributes ToAttributes(this NodeRecord record)
    {
        var size = record.Kind == NodeKind.Directory ? OwnerCharge.AllocationUnit : record.Size;
        return new NodeAttributes
        {
            Node = record.Node,
            Kind = record.Kind,
            Mode = record.Mode,
            LinkCount = record.LinkCount,
            Uid = record.Uid,
            Gid = record.Gid,
            Size = size,
            AllocatedBytes = record.Kind is NodeKind.File or NodeKind.Directory ? OwnerCharge.GetAllocation(size) : 0,
            Device = record.Device,
            AccessTime = record.AccessTime,
            ModifyTime = record.ModifyTime,
            ChangeTime = record.ChangeTime,
            BirthTime = record.BirthTime,
            ChangeId = record.ChangeId,
            DosAttributes = record.DosAttributes,
        };
    }

    /// <summary>
    /// The time of a change of <paramref name="record"/>: now, but later than its last one in any case, because clients take an unchanged change time for an
    /// unchanged node.
    /// </summary>
    public static Timestamp NextChangeTime(this NodeRecord record, Timestamp now) => now > record.ChangeTime ? now : new Timestamp(record.ChangeTime.Nanoseconds + 1);

    /// <summary>The record after a change of anything but its content.</summary>
    public static NodeRecord Changed(this NodeRecord record, Timestamp now) =>
        record with { ChangeId = record.ChangeId + 1, ChangeTime = record.NextChangeTime(now) };

    /// <summary>The directory with one entry more.</summary>
    public static NodeRecord WithEntry(this NodeRecord directory, NodeKind kind, Timestamp now)
    {
        var time = directory.NextChangeTime(now);
        return directory with
        {
            ChangeId = directory.ChangeId + 1,
            ChangeTime = time,
            ModifyTime = time,
            EntryCount = directory.EntryCount + 1,
            NextCookie = directory.NextCookie + 1,
            LinkCount = directory.LinkCount + (kind == NodeKind.Directory ? 1u : 0u),
        };
    }

    /// <summary>The directory without the entry.</summary>
    public static NodeRecord WithoutEntry(this NodeRecord directory, NameRecord entry, Timestamp now)
    {
        var time = directory.NextChangeTime(now);
        var count = directory.EntryCount - 1;
        return directory with
        {
            ChangeId = directory.ChangeId + 1,
            ChangeTime = time,
            ModifyTime = time,
            EntryCount = count,
            LowestCookie = count == 0 ? directory.NextCookie : entry.Cookie == directory.LowestCookie ? entry.Cookie + 1 : directory.LowestCookie,
            LinkCount = directory.LinkCount - (entry.Kind == NodeKind.Directory ? 1u : 0u),
        };
    }
}
