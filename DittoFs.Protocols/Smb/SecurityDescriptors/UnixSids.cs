namespace DittoFs.Protocols.Smb.SecurityDescriptors;

/// <summary>How users and groups, which are numbers here, are told as security identifiers, and which identifiers are taken for them.</summary>
internal static class UnixSids
{
    /// <summary>Everybody.</summary>
    public static readonly Sid Everyone = new(1, 0);

    /// <summary>S-1-22-1: users by number.</summary>
    public static readonly Sid Users = new(22, 1);

    /// <summary>S-1-22-2: groups by number.</summary>
    public static readonly Sid Groups = new(22, 2);

    /// <summary>S-1-5-88-1: users by number, as the NFS server of Windows tells them.</summary>
    private static readonly Sid NfsUsers = new(5, 88, 1);

    /// <summary>S-1-5-88-2: groups by number.</summary>
    private static readonly Sid NfsGroups = new(5, 88, 2);

    /// <summary>S-1-5-88-3: a mode, as the Linux client sends it with <c>modefromsid</c>.</summary>
    private static readonly Sid NfsMode = new(5, 88, 3);

    /// <summary>A user.</summary>
    public static Sid OfUser(uint uid) => Users.With(uid);

    /// <summary>A group.</summary>
    public static Sid OfGroup(uint gid) => Groups.With(gid);

    /// <summary>The user that an identifier stands for.</summary>
    public static bool TryGetUser(Sid sid, out uint uid) => sid.TryGetRelative(Users, out uid) || sid.TryGetRelative(NfsUsers, out uid);

    /// <summary>The group that an identifier stands for.</summary>
    public static bool TryGetGroup(Sid sid, out uint gid) => sid.TryGetRelative(Groups, out gid) || sid.TryGetRelative(NfsGroups, out gid);

    /// <summary>The mode that an identifier stands for.</summary>
    public static bool TryGetMode(Sid sid, out uint mode) => sid.TryGetRelative(NfsMode, out mode) && mode <= 0xFFF;
}
