using System.Net;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Storage.Access;

/// <summary>
/// What one version of a share's settings makes of one identity from one address: computed once, then remembered in the <see cref="CallContext"/> until the
/// settings change.
/// </summary>
internal sealed class ResolvedAccess
{
    private ResolvedAccess(ShareDefinition definition, Caller caller, SharePermission permission, bool readOnlyClient, FsError denial, FsError rootDenial)
    {
        (Definition, Caller, Permission, Denial, RootDenial) = (definition, caller, permission, denial, rootDenial);
        WriteDenial = denial != FsError.None ? denial
            : definition.ReadOnly || readOnlyClient ? FsError.ReadOnly
            : permission < SharePermission.ReadWrite ? FsError.AccessDenied
            : FsError.None;
    }

    /// <summary>The settings that this was computed from.</summary>
    public ShareDefinition Definition { get; }

    /// <summary>The identity after the squash.</summary>
    public Caller Caller { get; }

    /// <summary>The share permission of that identity.</summary>
    public SharePermission Permission { get; }

    /// <summary>Why nothing at all is allowed; <see cref="FsError.None"/> if something is.</summary>
    public FsError Denial { get; }

    /// <summary>
    /// Why not even the attributes of the root directory may be seen. A client's own root sees them whatever it is squashed to: its kernel mounts with that identity
    /// for users who have theirs (RFC 2623 §2.3.2). It can't do more with them than any other.
    /// </summary>
    public FsError RootDenial { get; }

    /// <summary>Why nothing may be changed; <see cref="FsError.None"/> if the mode bits decide.</summary>
    public FsError WriteDenial { get; }

    /// <summary>The access of <paramref name="context"/> under <paramref name="definition"/>.</summary>
    public static ResolvedAccess Get(CallContext context, ShareDefinition definition)
    {
        if (context.ResolvedAccess is ResolvedAccess known && ReferenceEquals(known.Definition, definition))
        {
            return known;
        }

        var resolved = Resolve(context, definition);
        context.ResolvedAccess = resolved;
        return resolved;
    }

    private static ResolvedAccess Resolve(CallContext context, ShareDefinition definition)
    {
        var caller = Squash.Apply(context.Caller, definition);
        var rule = context.Protocol == FileProtocol.Internal ? new ClientRule(default) : FindRule(context.ClientAddress, definition);
        if (rule is null || (context.Caller.IsAnonymous && !definition.AllowAnonymous))
        {
            return new ResolvedAccess(definition, caller, SharePermission.None, false, FsError.AccessDenied, FsError.AccessDenied);
        }

        var permission = GetPermission(caller, definition.Permissions);
        var denial = permission == SharePermission.None ? FsError.AccessDenied : FsError.None;
        return new ResolvedAccess(definition, caller, permission, rule.ReadOnly, denial, context.Caller.IsSuperuser ? FsError.None : denial);
    }

    private static ClientRule? FindRule(IPAddress address, ShareDefinition definition)
    {
        ClientRule? best = null;
        foreach (var rule in definition.ClientRules)
        {
            if (rule.Network.BaseAddress.AddressFamily == address.AddressFamily && rule.Network.Contains(address)
                && (best is null || rule.Network.PrefixLength > best.Network.PrefixLength))
            {
                best = rule;
            }
        }

        return best;
    }

    private static SharePermission GetPermission(Caller caller, SharePermissionTable table)
    {
        if (table.Users.TryGetValue(caller.Uid, out var own))
        {
            return own;
        }

        var highest = table.Default;
        if (table.Groups.Count > 0)
        {
            highest = Higher(highest, table.Groups.GetValueOrDefault(caller.Gid));
            foreach (var group in caller.Groups)
            {
                highest = Higher(highest, table.Groups.GetValueOrDefault(group));
            }
        }

        return highest;
    }

    private static SharePermission Higher(SharePermission left, SharePermission right) => left > right ? left : right;
}
