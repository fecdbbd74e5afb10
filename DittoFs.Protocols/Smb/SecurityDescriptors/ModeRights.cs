using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.SecurityDescriptors;

/// <summary>Between the nine permission bits of a mode and the entries of an access-control list.</summary>
internal static class ModeRights
{
    private const uint ReadBit = 4;
    private const uint WriteBit = 2;
    private const uint ExecuteBit = 1;
    private const SmbAccess OfOwner = SmbAccess.WriteDacl | SmbAccess.WriteOwner | SmbAccess.WriteAttributes | SmbAccess.Delete;

    private static readonly Sid CreatorOwner = new(3, 0);
    private static readonly Sid CreatorGroup = new(3, 1);
    private static readonly Sid System = new(5, 18);
    private static readonly Sid Administrators = new(5, 32, 544);
    private static readonly Sid AuthenticatedUsers = new(5, 11);

    /// <summary>
    /// The list that says what the mode says. POSIX stops at the first class that fits, a list goes on: so what a later class has and an earlier one has not is
    /// denied to the earlier one first.
    /// </summary>
    public static IReadOnlyList<AccessEntry> ToEntries(in NodeAttributes node)
    {
        var isDirectory = node.Kind == NodeKind.Directory;
        var (owner, group, other) = ((node.Mode >> 6) & 7, (node.Mode >> 3) & 7, node.Mode & 7);
        var (user, members) = (UnixSids.OfUser(node.Uid), UnixSids.OfGroup(node.Gid));
        List<AccessEntry> entries = [];
        AddDeny(entries, user, (group | other) & ~owner);
        AddDeny(entries, members, other & ~group);
        entries.Add(new AccessEntry(false, Expand(owner, isDirectory) | OfOwner, user));
        entries.Add(new AccessEntry(false, Expand(group, isDirectory), members));
        entries.Add(new AccessEntry(false, Expand(other, isDirectory), UnixSids.Everyone));
        return entries;
    }

    /// <summary>The mode that says what the list says for <paramref name="node"/>; false if it names somebody for whom a mode has no bits.</summary>
    public static bool TryGetMode(IReadOnlyList<AccessEntry> entries, in NodeAttributes node, out uint mode) =>
        TryGetMode(entries, node.Uid, node.Gid, node.Mode, out mode);

    /// <summary>The mode that says what the list says; false if it names somebody for whom a mode has no bits.</summary>
    /// <param name="entries">The list.</param>
    /// <param name="uid">Whose it will be.</param>
    /// <param name="gid">Its group.</param>
    /// <param name="present">Where the bits beside the nine are taken from.</param>
    /// <param name="mode">The mode.</param>
    public static bool TryGetMode(IReadOnlyList<AccessEntry> entries, uint uid, uint gid, uint present, out uint mode)
    {
        mode = present;
        foreach (var entry in entries)
        {
            if (UnixSids.TryGetMode(entry.Trustee, out var told))
            {
                mode = told;
                return true;
            }
        }

        var classes = new uint[3];
        var denied = new uint[3];
        foreach (var entry in entries)
        {
            var reach = FindReach(entry.Trustee, uid, gid);
            if (reach is null)
            {
                return false;
            }

            foreach (var index in reach)
            {
                var bits = Collapse(entry.Mask);
                classes[index] |= entry.IsDeny ? 0 : bits & ~denied[index];
                denied[index] |= entry.IsDeny ? bits : 0;
            }
        }

        mode = (present & ~0x1FFu) | (classes[0] << 6) | (classes[1] << 3) | classes[2];
        return true;
    }

    /// <summary>Which classes an entry is about: owner 0, group 1, others 2. The system and its administrators have all anyway; null for somebody else.</summary>
    private static int[]? FindReach(Sid trustee, uint uid, uint gid)
    {
        if (trustee.Equals(UnixSids.Everyone) || trustee.Equals(AuthenticatedUsers))
        {
            return [0, 1, 2];
        }

        if (trustee.Equals(System) || trustee.Equals(Administrators))
        {
            return [];
        }

        return trustee.Equals(CreatorOwner) || (UnixSids.TryGetUser(trustee, out var user) && user == uid) ? [0]
            : trustee.Equals(CreatorGroup) || (UnixSids.TryGetGroup(trustee, out var members) && members == gid) ? [1]
            : null;
    }

    private static void AddDeny(List<AccessEntry> entries, Sid trustee, uint bits)
    {
        if (bits == 0)
        {
            return;
        }

        var mask = ((bits & ReadBit) != 0 ? SmbAccess.ReadData : 0)
            | ((bits & WriteBit) != 0 ? SmbAccess.WriteData | SmbAccess.AppendData : 0)
            | ((bits & ExecuteBit) != 0 ? SmbAccess.Execute : 0);
        entries.Add(new AccessEntry(true, mask, trustee));
    }

    private static SmbAccess Expand(uint bits, bool isDirectory)
    {
        var mask = SmbAccess.ReadAttributes | SmbAccess.ReadExtended | SmbAccess.ReadControl | SmbAccess.Synchronize;
        mask |= (bits & ReadBit) != 0 ? SmbAccess.ReadRights : 0;
        mask |= (bits & WriteBit) != 0 ? SmbAccess.WriteRights | (isDirectory ? SmbAccess.DeleteChild : 0) : 0;
        return mask | ((bits & ExecuteBit) != 0 ? SmbAccess.ExecuteRights : 0);
    }

    private static uint Collapse(SmbAccess mask) =>
        ((mask & (SmbAccess.ReadData | SmbAccess.GenericRead | SmbAccess.GenericAll)) != 0 ? ReadBit : 0)
        | ((mask & (SmbAccess.WriteData | SmbAccess.GenericWrite | SmbAccess.GenericAll)) != 0 ? WriteBit : 0)
        | ((mask & (SmbAccess.Execute | SmbAccess.GenericExecute | SmbAccess.GenericAll)) != 0 ? ExecuteBit : 0);
}
