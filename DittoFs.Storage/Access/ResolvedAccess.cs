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
    private ResolvedAccess(ShareDefinition definition, Caller claimed, Caller caller, ClientRule? rule, PermissionSource source, AccessRule denialRule)
    {
        (Definition, Claimed, Caller, ClientRule, Source, DenialRule) = (definition, claimed, caller, rule, source, denialRule);
        Denial = denialRule == AccessRule.None ? FsError.None : FsError.AccessDenied;
        var isKeptOut = denialRule is AccessRule.ClientRule or AccessRule.Anonymous;
        RootDenial = claimed.IsSuperuser && !isKeptOut ? FsError.None : Denial;
        WriteDenialRule = denialRule != AccessRule.None ? denialRule
            : definition.ReadOnly ? AccessRule.ReadOnlyShare
            : rule?.ReadOnly == true ? AccessRule.ReadOnlyClient
            : source.Permission < SharePermission.ReadWrite ? AccessRule.SharePermission
            : AccessRule.None;
        WriteDenial = WriteDenialRule switch
        {
            AccessRule.None => FsError.None,
            AccessRule.ReadOnlyShare or AccessRule.ReadOnlyClient => FsError.ReadOnly,
            _ => FsError.AccessDenied,
        };
    }

    /// <summary>The settings that this was computed from.</summary>
    public ShareDefinition Definition { get; }

    /// <summary>The identity after the squash.</summary>
    public Caller Caller { get; }

    /// <summary>The identity before the squash.</summary>
    public Caller Claimed { get; }

    /// <summary>The client rule that names the client's address; null if none does.</summary>
    public ClientRule? ClientRule { get; }

    /// <summary>The share permission of that identity, and where it comes from.</summary>
    public PermissionSource Source { get; }

    /// <summary>The rule behind <see cref="Denial"/>.</summary>
    public AccessRule DenialRule { get; }

    /// <summary>The rule behind <see cref="WriteDenial"/>.</summary>
    public AccessRule WriteDenialRule { get; }

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
            return new ResolvedAccess(definition, context.Caller, caller, rule, default, rule is null ? AccessRule.ClientRule : AccessRule.Anonymous);
        }

        var source = PermissionSource.Of(caller, definition.Permissions);
        var denial = source.Kind == PermissionSourceKind.Disabled ? AccessRule.AccountDisabled
            : source.Permission == SharePermission.None ? AccessRule.SharePermission
            : AccessRule.None;
        return new ResolvedAccess(definition, context.Caller, caller, rule, source, denial);
    }

    /// <summary>The rule behind <paramref name="error"/> of an operation that found <paramref name="found"/> when it looked at nodes.</summary>
    public AccessRule ExplainRefusal(FsError error, AccessRule found)
    {
        if (error == FsError.QuotaExceeded)
        {
            return AccessRule.Quota;
        }

        if (DenialRule != AccessRule.None || error == FsError.ReadOnly)
        {
            return WriteDenialRule;
        }

        // Nodes are looked at only after the share let the operation pass, and whoever looks says what he found unless it was the mode or the owner.
        var rule = error == FsError.NotPermitted && found != AccessRule.Sticky ? AccessRule.Owner
            : found != AccessRule.None ? found
            : WriteDenialRule == AccessRule.SharePermission ? AccessRule.SharePermission
            : AccessRule.ModeBits;
        var isOfNode = rule is AccessRule.ModeBits or AccessRule.Sticky or AccessRule.Owner;
        return isOfNode && Claimed.IsSuperuser && !Caller.IsSuperuser ? AccessRule.Squash : rule;
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
}
