using System.Net;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Adapters;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.ControlPlane.Shares;

namespace DittoFs.Web.ControlPlane.Access;

/// <summary>What is asked about access.</summary>
/// <param name="Share">The share, by name or id.</param>
/// <param name="User">The account, by name or id.</param>
/// <param name="Path">The path from the share's root.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Client">The client's address; null for this machine.</param>
internal sealed record AccessQuestion(string Share, string User, string? Path, string? Protocol, string? Client);

/// <summary>
/// What a user may do with a path from an address over a protocol, and every rule on the way. The storage answers by the rules that it decides by; before it come
/// the protocol's server and the account.
/// </summary>
internal sealed class EffectiveAccessService(
    ControlPlaneDatabase database, IShareCatalog catalog, AdapterService adapters, AccountDirectory accounts, SmbAccountDirectory smbAccounts)
{
    private const int PathCharsMax = 4096;

    /// <summary>Answers.</summary>
    public async Task<Outcome<EffectiveAccessResponse>> ExplainAsync(AccessQuestion question, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (await context.FindShareAsync(question.Share, cancellationToken) is not { } share)
        {
            return ShareRows.Unknown(question.Share);
        }

        if (await context.FindUserAsync(question.User, cancellationToken) is not { } user)
        {
            return UserRows.Unknown(question.User);
        }

        var protocol = question.Protocol ?? NfsAdapter.ServerName;
        if (protocol is not (NfsAdapter.ServerName or SmbAdapter.ServerName))
        {
            return new Failure(ControlPlaneError.FieldInvalid, "The protocol is nfs or smb.", "protocol");
        }

        if (!IPAddress.TryParse(question.Client ?? "127.0.0.1", out var client))
        {
            return new Failure(ControlPlaneError.FieldInvalid, "It takes an IP address such as 192.168.1.20.", "client");
        }

        var names = ReadPath(question.Path ?? "/");
        if (names is null)
        {
            return new Failure(ControlPlaneError.FieldInvalid, "A path has names of at most 255 bytes, and neither . nor ..", "path");
        }

        var steps = new List<AccessStepResponse>();
        var refused = await AskBeforeStorageAsync(steps, protocol, user, cancellationToken);
        var head = new EffectiveAccessResponse(
            share.Name, "/" + string.Join('/', names), user.UserName!, protocol, client.ToString(), false, null, null, steps, Refuse(refused, steps), Refuse(refused, steps), Refuse(refused, steps));
        return refused != AccessRule.None ? head : await AskStorageAsync(head, share, user, client, names, cancellationToken);
    }

    private static AccessDecisionResponse Refuse(AccessRule rule, List<AccessStepResponse> steps) => new(false, AccessWords.Of(rule), steps.Count - 1);

    private static List<FileName>? ReadPath(string path)
    {
        var names = path.Length > PathCharsMax ? null : path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(name => FileName.Create(System.Text.Encoding.UTF8.GetBytes(name))).ToList();
        return names?.TrueForAll(name => name is { IsSuccess: true, Value.IsDotOrDotDot: false }) == true ? names.ConvertAll(name => name.Value) : null;
    }

    private async Task<AccessRule> AskBeforeStorageAsync(List<AccessStepResponse> steps, string protocol, ApplicationUser user, CancellationToken cancellationToken)
    {
        var status = (await adapters.FindAsync(protocol, cancellationToken)).Value?.Status;
        var runs = status?.State == RunState.Running;
        steps.Add(Step(AccessRule.ProtocolOff, runs, runs ? $"The {protocol.ToUpperInvariant()} server runs." : $"The {protocol.ToUpperInvariant()} server does not run. {status?.Reason}".TrimEnd()));
        if (!runs)
        {
            return AccessRule.ProtocolOff;
        }

        if (protocol == SmbAdapter.ServerName)
        {
            var reason = !user.Enabled ? "The account is disabled, so it can't sign in."
                : !user.SmbAllowed ? "The account may not use SMB."
                : smbAccounts.Find(user.UserName!) is null ? "The account has no password that SMB could check: set one."
                : user.MustChangePassword ? "The account must choose a new password first."
                : null;
            steps.Add(Step(AccessRule.AccountProtocol, reason is null, reason ?? "The account may sign in over SMB with its password."));
            return reason is null ? AccessRule.None : AccessRule.AccountProtocol;
        }

        return AccessRule.None;
    }

    private async Task<Outcome<EffectiveAccessResponse>> AskStorageAsync(
        EffectiveAccessResponse head, ShareEntity share, ApplicationUser user, IPAddress client, List<FileName> names, CancellationToken cancellationToken)
    {
        var steps = head.Steps.ToList();
        if (!catalog.TryGet(ShareName.Parse(share.Name), out var running) || running is not IAccessInsight insight)
        {
            steps.Add(Step(AccessRule.ShareOff, passes: false, "The share does not run."));
            var off = Refuse(AccessRule.ShareOff, steps);
            return head with { Steps = steps, Read = off, Write = off, Delete = off };
        }

        var call = ContextOf(user, head.Protocol, client);
        var answer = await insight.ExplainAccessAsync(call, names, cancellationToken);
        if (!answer.IsSuccess)
        {
            return new Failure(ControlPlaneError.StoreUnavailable, $"A store of '{share.Name}' answered {answer.Error}.");
        }

        var told = answer.Value;
        var before = steps.Count;
        steps.AddRange(told.Steps.Select(step => new AccessStepResponse(AccessWords.Of(step.Rule), AccessWords.Of(step.Verdict), step.Detail, step.Path)));
        return head with
        {
            Exists = told.Exists,
            EffectiveUid = told.EffectiveUid,
            EffectiveGid = told.EffectiveGid,
            Steps = steps,
            Read = ToResponse(told.Read, before),
            Write = ToResponse(told.Write, before),
            Delete = ToResponse(told.Delete, before),
        };
    }

    /// <summary>The identity that the protocol's server would act as.</summary>
    private CallContext ContextOf(ApplicationUser user, string protocol, IPAddress client) => protocol == SmbAdapter.ServerName && smbAccounts.Find(user.UserName!) is { } account
        ? new CallContext(new Caller(account.Uid, account.Gid, account.Groups), client, FileProtocol.Smb)
        : new CallContext(accounts.Current.Complete(new Caller(user.Uid, user.Gid)), client, FileProtocol.Nfs3);

    private static AccessDecisionResponse ToResponse(AccessDecision decision, int before) =>
        new(decision.Allowed, decision.Rule == AccessRule.None ? null : AccessWords.Of(decision.Rule), before + decision.Step);

    private static AccessStepResponse Step(AccessRule rule, bool passes, string detail) =>
        new(AccessWords.Of(rule), AccessWords.Of(passes ? AccessVerdict.Passes : AccessVerdict.Refuses), detail, null);
}
