using DittoFs.Protocols.Smb.SecurityDescriptors;

namespace DittoFs.Protocols.Smb.NamedPipes;

/// <summary>What kind of account an identifier is (MS-LSAT 2.2.13).</summary>
internal enum SidKind : ushort
{
    None = 0,
    User = 1,
    Group = 2,
    Domain = 3,
    WellKnown = 5,
    Unknown = 8,
}

/// <summary>An account as it is told to a client.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name; of an unknown one its identifier as text.</param>
/// <param name="Domain">What it stands below; null for an unknown one.</param>
/// <param name="DomainName">The name of that.</param>
/// <param name="Relative">Its last part.</param>
internal sealed record NamedAccount(SidKind Kind, string Name, Sid? Domain, string DomainName, uint Relative);

/// <summary>Names and security identifiers of users and groups.</summary>
internal sealed class AccountNames(IPipeServer server)
{
    private const string UserDomain = "Unix User";
    private const string GroupDomain = "Unix Group";

    /// <summary>What an identifier stands for.</summary>
    public NamedAccount Find(Sid sid)
    {
        if (sid.TryGetRelative(UnixSids.Users, out var uid))
        {
            return new NamedAccount(SidKind.User, server.FindUserName(uid) ?? uid.ToString(System.Globalization.CultureInfo.InvariantCulture), UnixSids.Users, UserDomain, uid);
        }

        if (sid.TryGetRelative(UnixSids.Groups, out var gid))
        {
            return new NamedAccount(SidKind.Group, server.FindGroupName(gid) ?? gid.ToString(System.Globalization.CultureInfo.InvariantCulture), UnixSids.Groups, GroupDomain, gid);
        }

        return sid.Equals(UnixSids.Everyone) ? new NamedAccount(SidKind.WellKnown, "Everyone", new Sid(1), "", 0)
            : sid.Equals(server.Machine) ? new NamedAccount(SidKind.Domain, server.HostName, sid, server.HostName, uint.MaxValue)
            : new NamedAccount(SidKind.Unknown, sid.ToString(), null, "", 0);
    }

    /// <summary>What a name stands for; one in front of a backslash may tell where to look.</summary>
    public NamedAccount Find(string name)
    {
        var slash = name.LastIndexOf('\\');
        var (domain, account) = (slash < 0 ? "" : name[..slash], name[(slash + 1)..]);
        var isGroupOnly = domain.Equals(GroupDomain, StringComparison.OrdinalIgnoreCase);
        if (!isGroupOnly && server.FindUser(account) is { } uid)
        {
            return new NamedAccount(SidKind.User, account, UnixSids.Users, UserDomain, uid);
        }

        return server.FindGroup(account) is { } gid ? new NamedAccount(SidKind.Group, account, UnixSids.Groups, GroupDomain, gid)
            : account.Equals("Everyone", StringComparison.OrdinalIgnoreCase) ? Find(UnixSids.Everyone)
            : new NamedAccount(SidKind.Unknown, name, null, "", 0);
    }
}
