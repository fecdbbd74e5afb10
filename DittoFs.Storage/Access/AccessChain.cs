using System.Globalization;
using DittoFs.Storage.Files;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Storage.Access;

/// <summary>Tells what the rules say of an access. It decides nothing: each step is what <see cref="ResolvedAccess"/>, <see cref="AccessChecker"/> and <see cref="OpenRights"/> answer, as operations ask them.</summary>
internal sealed class AccessChain(CallContext context, ResolvedAccess access)
{
    private readonly List<AccessStep> steps = [];
    private AccessDecision? refused;
    private int writeStep = -1;

    /// <summary>Something refuses everything behind it.</summary>
    public bool IsRefused => refused is not null;

    /// <summary>Asks the rules of the whole share.</summary>
    public void AddShare()
    {
        if (context.Protocol != FileProtocol.Internal)
        {
            Add(AccessRule.ClientRule, access.ClientRule is null, access.ClientRule is { } rule
                ? $"The client rule {rule.Network} names {context.ClientAddress}{(rule.ReadOnly ? ", for reading only" : "")}."
                : $"No client rule names {context.ClientAddress}.");
        }

        if (!IsRefused && context.Caller.IsAnonymous)
        {
            Add(AccessRule.Anonymous, access.DenialRule == AccessRule.Anonymous, "The call names nobody.");
        }

        if (IsRefused)
        {
            return;
        }

        AddSquash();
        AddPermission();
        if (!IsRefused)
        {
            AddWriteRules();
        }
    }

    /// <summary>Asks whether names may be looked up in a directory on the way.</summary>
    public void AddDirectory(string path, NodeRecord directory) => AddMode(path, directory, AccessChecker.Allows(directory, access.Caller, AccessChecker.Execute), "look names up");

    /// <summary>Nothing has the name: what may be done is what the directory allows.</summary>
    public AccessExplanation FinishMissing(string path, NodeRecord directory)
    {
        var mayCreate = AccessChecker.Allows(directory, access.Caller, AccessChecker.Write);
        steps.Add(new AccessStep(AccessRule.ModeBits, mayCreate ? AccessVerdict.Passes : AccessVerdict.ReadsOnly, $"Nothing has this name. {Describe(directory)} {May(mayCreate)} make entries.", path));
        return Finish(exists: false, Nothing(), Decide(mayCreate, AccessRule.ModeBits), Nothing());
    }

    /// <summary>Something else than a directory stands on the way.</summary>
    public AccessExplanation FinishCut(string path)
    {
        steps.Add(new AccessStep(AccessRule.None, AccessVerdict.Passes, "It is no directory, so nothing is below it.", path));
        return Finish(exists: false, Nothing(), Nothing(), Nothing());
    }

    /// <summary>Refused before the path ended.</summary>
    public AccessExplanation FinishRefused() => Finish(exists: false, Nothing(), Nothing(), Nothing());

    /// <summary>Asks what may be done with the node at the end of the path.</summary>
    public AccessExplanation FinishNode(string path, NodeRecord node, NodeRecord? parent)
    {
        var isDirectory = node.Kind == NodeKind.Directory;
        if (context.Protocol == FileProtocol.Smb)
        {
            // A node is opened first, and the open has what these rights say.
            var held = OpenRights.GetByMode(node, parent, access.Caller);
            return FinishNode(
                path, node, parent,
                (held & Locking.OpenAccess.ReadData) != 0,
                isDirectory ? AccessChecker.Allows(node, access.Caller, AccessChecker.Write) : (held & Locking.OpenAccess.WriteData) != 0,
                (held & Locking.OpenAccess.Delete) != 0);
        }

        var mayDelete = parent is not null && AccessChecker.Allows(parent, access.Caller, AccessChecker.Write) && AccessChecker.AllowsUnlink(parent, node, access.Caller);
        return FinishNode(
            path, node, parent,
            isDirectory ? AccessChecker.Allows(node, access.Caller, AccessChecker.Read) : AccessChecker.AllowsContentRead(node, access.Caller),
            isDirectory ? AccessChecker.Allows(node, access.Caller, AccessChecker.Write) : AccessChecker.AllowsContentWrite(node, access.Caller),
            mayDelete);
    }

    private AccessExplanation FinishNode(string path, NodeRecord node, NodeRecord? parent, bool mayRead, bool mayWrite, bool mayDelete)
    {
        var (read, write) = node.Kind == NodeKind.Directory ? ("list", "make entries") : ("read", "write");
        AddLast(path, mayRead, $"{Describe(node)} {May(mayRead)} {read}.");
        var reading = Decide(mayRead, AccessRule.ModeBits, isChange: false);

        // An entry is made by its name, and names are looked up before anything else is asked.
        var mayLookUp = node.Kind != NodeKind.Directory || AccessChecker.Allows(node, access.Caller, AccessChecker.Execute);
        AddLast(path, mayWrite && mayLookUp, $"{Describe(node)} {May(mayWrite && mayLookUp)} {write}.", isChange: true);
        var writing = Decide(mayWrite && mayLookUp, AccessRule.ModeBits, isChange: mayLookUp);
        if (parent is null)
        {
            steps.Add(new AccessStep(AccessRule.Owner, AccessVerdict.ReadsOnly, "The root of a share is never deleted.", path));
            return Finish(exists: true, reading, writing, new AccessDecision(false, AccessRule.Owner, steps.Count - 1));
        }

        var isSticky = !mayDelete && AccessChecker.Allows(parent, access.Caller, AccessChecker.Write);
        AddLast(
            path, mayDelete, isSticky ? "The directory's sticky bit lets only owners remove names." : $"The directory: {Describe(parent)} {May(mayDelete)} remove names.",
            isChange: true, isSticky ? AccessRule.Sticky : AccessRule.ModeBits);
        return Finish(exists: true, reading, writing, Decide(mayDelete, isSticky ? AccessRule.Sticky : AccessRule.ModeBits));
    }

    private AccessExplanation Finish(bool exists, AccessDecision read, AccessDecision write, AccessDecision delete) =>
        new(steps, exists, access.Caller.Uid, access.Caller.Gid, refused ?? read, refused ?? write, refused ?? delete);

    /// <summary>Not allowed, and by no rule: there is nothing to do it with.</summary>
    private AccessDecision Nothing() => new(false, AccessRule.None, steps.Count - 1);

    /// <summary>What the last step decides, unless a rule of the share has refused every change before.</summary>
    private AccessDecision Decide(bool mayByMode, AccessRule rule, bool isChange = true)
    {
        if (isChange && writeStep >= 0)
        {
            return new AccessDecision(false, access.WriteDenialRule, writeStep);
        }

        var named = mayByMode ? AccessRule.None : access.ExplainRefusal(FsError.AccessDenied, rule);
        return new AccessDecision(mayByMode, named, steps.Count - 1);
    }

    private void AddSquash()
    {
        var (claimed, caller) = (access.Claimed, access.Caller);
        var isOther = claimed.Uid != caller.Uid || claimed.IsAnonymous;
        steps.Add(new AccessStep(
            AccessRule.Squash,
            isOther ? AccessVerdict.Changes : AccessVerdict.Passes,
            isOther ? $"The share's squash makes uid {claimed.Uid} the uid {caller.Uid}." : $"The share's squash leaves uid {claimed.Uid} as it is."));
    }

    private void AddPermission()
    {
        var (permission, kind, number) = access.Source;
        if (kind == PermissionSourceKind.Disabled)
        {
            Add(AccessRule.AccountDisabled, refuses: true, $"The account of uid {number} is disabled.");
            return;
        }

        var from = kind switch
        {
            PermissionSourceKind.User => $"The own entry of uid {number} decides alone",
            PermissionSourceKind.Group => $"The entry of the group {number} is the highest",
            _ => "The share's default is the highest",
        };
        var isRefused = permission == SharePermission.None;
        Add(AccessRule.SharePermission, isRefused, $"{from}: {permission switch { SharePermission.None => "nothing", SharePermission.Read => "reading", SharePermission.ReadWrite => "reading and writing", _ => "everything" }}.");
        if (!isRefused && permission == SharePermission.Read)
        {
            steps[^1] = steps[^1] with { Verdict = AccessVerdict.ReadsOnly };
            NoteWrite(AccessRule.SharePermission, steps.Count - 1);
        }
    }

    private void AddWriteRules()
    {
        if (access.Definition.ReadOnly)
        {
            steps.Add(new AccessStep(AccessRule.ReadOnlyShare, AccessVerdict.ReadsOnly, "The share is read-only."));
            NoteWrite(AccessRule.ReadOnlyShare, steps.Count - 1);
        }

        if (access.ClientRule?.ReadOnly == true)
        {
            steps.Add(new AccessStep(AccessRule.ReadOnlyClient, AccessVerdict.ReadsOnly, $"The client rule {access.ClientRule.Network} lets this client read only."));
            NoteWrite(AccessRule.ReadOnlyClient, steps.Count - 1);
        }
    }

    private void NoteWrite(AccessRule rule, int step) => writeStep = access.WriteDenialRule == rule ? step : writeStep;

    private void Add(AccessRule rule, bool refuses, string detail, string? path = null)
    {
        steps.Add(new AccessStep(rule, refuses ? AccessVerdict.Refuses : AccessVerdict.Passes, detail, path));
        if (refuses)
        {
            refused = new AccessDecision(false, rule, steps.Count - 1);
        }
    }

    private void AddMode(string path, NodeRecord node, bool isAllowed, string what)
    {
        var rule = isAllowed ? AccessRule.ModeBits : access.ExplainRefusal(FsError.AccessDenied, AccessRule.ModeBits);
        Add(rule, !isAllowed, $"{Describe(node)} {May(isAllowed)} {what}.", path);
    }

    private void AddLast(string path, bool isAllowed, string detail, bool isChange = false, AccessRule rule = AccessRule.ModeBits) => steps.Add(new AccessStep(
        isAllowed ? rule : access.ExplainRefusal(FsError.AccessDenied, rule), isAllowed ? AccessVerdict.Passes : isChange ? AccessVerdict.ReadsOnly : AccessVerdict.Refuses, detail, path));

    private string Describe(NodeRecord node)
    {
        var caller = access.Caller;
        var role = caller.IsSuperuser ? "uid 0"
            : caller.Uid == node.Uid ? "its owner"
            : caller.IsInGroup(node.Gid) ? $"a member of its group {node.Gid}"
            : "one of the others";
        return string.Create(CultureInfo.InvariantCulture, $"Mode 0{Convert.ToString(node.Mode, 8).PadLeft(3, '0')}, owner {node.Uid}:{node.Gid}; as {role} the caller");
    }

    private static string May(bool isAllowed) => isAllowed ? "may" : "may not";
}
