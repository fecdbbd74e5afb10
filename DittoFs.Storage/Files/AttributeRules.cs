using DittoFs.Storage.Access;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <summary>Who may change which attribute, and what else changes with it (POSIX <c>chmod</c>, <c>chown</c>, <c>utimensat</c>, <c>truncate</c>).</summary>
internal static class AttributeRules
{
    /// <summary>Whether <paramref name="caller"/> may make <paramref name="changes"/> to the node, and whether they make sense for its kind.</summary>
    public static FsError Check(NodeRecord node, Caller caller, in AttributeChanges changes, FileSystemLimits limits)
    {
        var isOwner = AccessChecker.IsOwner(node, caller);
        if ((changes.Mode is not null || changes.DosAttributes is not null || IsClientTime(changes)) && !isOwner)
        {
            return FsError.NotPermitted;
        }

        if (IsServerTime(changes) && !isOwner && !AccessChecker.Allows(node, caller, AccessChecker.Write))
        {
            return FsError.AccessDenied;
        }

        if (!MayChangeOwner(node, caller, changes, isOwner))
        {
            return FsError.NotPermitted;
        }

        return changes.Size is { } size ? CheckSize(node, caller, size, limits) : FsError.None;
    }

    /// <summary>
    /// Whether an open that was granted <paramref name="granted"/> may make <paramref name="changes"/>: times, bits and size by what was granted, mode and owner by
    /// the rules of POSIX too.
    /// </summary>
    public static FsError CheckOpen(NodeRecord node, Caller caller, in AttributeChanges changes, FileSystemLimits limits, OpenAccess granted)
    {
        var needed = (changes.Size is null ? 0 : OpenAccess.WriteData)
            | (changes.DosAttributes is null && !IsAnyTime(changes) ? 0 : OpenAccess.WriteAttributes)
            | (changes.Mode is null ? 0 : OpenAccess.WriteDacl)
            | (changes.Uid is null && changes.Gid is null ? 0 : OpenAccess.WriteOwner);
        const OpenAccess Sparsing = OpenAccess.WriteData | OpenAccess.AppendData | OpenAccess.WriteAttributes;
        if ((granted & needed) != needed || (changes.IsSparse is not null && (granted & Sparsing) == 0))
        {
            return FsError.AccessDenied;
        }

        var isOwner = AccessChecker.IsOwner(node, caller);
        return (changes.Mode is not null && !isOwner) || !MayChangeOwner(node, caller, changes, isOwner) ? FsError.NotPermitted
            : changes.Size is null ? FsError.None
            : node.Kind != NodeKind.File ? FsError.InvalidArgument
            : changes.Size > limits.FileBytesMax ? FsError.FileTooLarge
            : FsError.None;
    }

    /// <summary>The node after <paramref name="changes"/>, which <see cref="Check"/> has passed.</summary>
    public static NodeRecord Apply(NodeRecord node, Caller caller, in AttributeChanges changes, Timestamp now)
    {
        var changed = node.Changed(now);
        var owned = changed with
        {
            Mode = NextMode(node, caller, changes),
            Uid = changes.Uid ?? node.Uid,
            Gid = changes.Gid ?? node.Gid,
            ChangeTime = ChangeTimeAfter(node, changes, changed),
            AccessTime = Resolve(changes.AccessTime, node.AccessTime, now),
            ModifyTime = Resolve(changes.ModifyTime, node.ModifyTime, now),
            BirthTime = Resolve(changes.BirthTime, node.BirthTime, now),
            DosAttributes = NextBits(node, changes),
            ExclusiveVerifier = 0,
        };
        if (changes.Size is not { } size)
        {
            return owned;
        }

        return owned with { Size = size, ModifyTime = changes.ModifyTime.Kind == TimeChangeKind.Keep ? changed.ChangeTime : owned.ModifyTime };
    }

    /// <summary>
    /// A change time that is set counts, but never the one that the node has already: who caches by it would take the change for none. The change after this one is
    /// later than it again.
    /// </summary>
    private static Timestamp ChangeTimeAfter(NodeRecord node, in AttributeChanges changes, NodeRecord changed) =>
        changes.ChangeTime.Kind == TimeChangeKind.ClientTime && changes.ChangeTime.Value != node.ChangeTime ? changes.ChangeTime.Value : changed.ChangeTime;

    private static uint NextBits(NodeRecord node, in AttributeChanges changes)
    {
        var bits = changes.DosAttributes is { } wanted ? DosAttributeBits.Keep(wanted) : node.DosAttributes;
        var isSparse = changes.IsSparse ?? (node.DosAttributes & DosAttributeBits.Sparse) != 0;
        return !isSparse ? bits & ~DosAttributeBits.Sparse : (bits == 0 ? DosAttributeBits.Archive : bits) | DosAttributeBits.Sparse;
    }

    private static FsError CheckSize(NodeRecord node, Caller caller, ulong size, FileSystemLimits limits)
    {
        if (node.Kind != NodeKind.File)
        {
            return node.Kind == NodeKind.Directory ? FsError.IsDirectory : FsError.InvalidArgument;
        }

        return !AccessChecker.AllowsContentWrite(node, caller) ? FsError.AccessDenied
            : size > limits.FileBytesMax ? FsError.FileTooLarge
            : FsError.None;
    }

    private static bool MayChangeOwner(NodeRecord node, Caller caller, in AttributeChanges changes, bool isOwner)
    {
        if (caller.IsSuperuser || (changes.Uid is null && changes.Gid is null))
        {
            return true;
        }

        return isOwner
            && (changes.Uid is not { } uid || uid == node.Uid)
            && (changes.Gid is not { } gid || gid == node.Gid || caller.IsInGroup(gid));
    }

    private static uint NextMode(NodeRecord node, Caller caller, in AttributeChanges changes)
    {
        var mode = (changes.Mode ?? node.Mode) & PosixMode.AllBits;
        if (changes.Mode is not null && node.Kind != NodeKind.Directory && !caller.IsSuperuser && !caller.IsInGroup(changes.Gid ?? node.Gid))
        {
            mode &= ~PosixMode.SetGid;
        }

        // A program must not keep its privileges when it is given away.
        var givenAway = changes.Mode is null && node.Kind == NodeKind.File
            && ((changes.Uid is { } uid && uid != node.Uid) || (changes.Gid is { } gid && gid != node.Gid));
        return givenAway ? WithoutPrivileges(mode) : mode;
    }

    /// <summary>The mode after somebody wrote to the file who is not above suspicion.</summary>
    public static uint WithoutPrivileges(uint mode) =>
        mode & ~(PosixMode.SetUid | ((mode & PosixMode.GroupExecute) != 0 ? PosixMode.SetGid : 0));

    private static bool IsClientTime(in AttributeChanges changes) =>
        changes.AccessTime.Kind == TimeChangeKind.ClientTime || changes.ModifyTime.Kind == TimeChangeKind.ClientTime
        || changes.BirthTime.Kind == TimeChangeKind.ClientTime || changes.ChangeTime.Kind == TimeChangeKind.ClientTime;

    private static bool IsAnyTime(in AttributeChanges changes) => IsClientTime(changes) || IsServerTime(changes);

    private static bool IsServerTime(in AttributeChanges changes) =>
        changes.AccessTime.Kind == TimeChangeKind.ServerTime || changes.ModifyTime.Kind == TimeChangeKind.ServerTime;

    private static Timestamp Resolve(TimeChange change, Timestamp present, Timestamp now) => change.Kind switch
    {
        TimeChangeKind.Keep => present,
        TimeChangeKind.ServerTime => now,
        TimeChangeKind.ClientTime => change.Value,
    };
}
