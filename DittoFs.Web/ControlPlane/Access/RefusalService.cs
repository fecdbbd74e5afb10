using System.Globalization;
using DittoFs.Protocols.Authentication;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Refusals;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Running;

namespace DittoFs.Web.ControlPlane.Access;

/// <summary>What was refused to clients, and by which rule.</summary>
internal sealed class RefusalService(RefusalLog log, IStorageEngine engine, RunningState running, IAccountNames names)
{
    // A path is looked for name by name, and directories may be large.
    private const int PathsPerAnswerMax = 20;

    /// <summary>The last refusals, the latest first.</summary>
    public async Task<RefusalListResponse> ListAsync(ListQuery query, RefusalFilter filter, CancellationToken cancellationToken)
    {
        var shareNames = running.Shares.ToDictionary(run => run.Wanted.Definition.Id, run => run.Wanted.Definition.Name.Value);
        var matching = log.List()
            .Select(refusal => (Refusal: refusal, Response: ToResponse(refusal, shareNames)))
            .Where(entry => filter.Matches(entry.Response) && (query.Search is null || Contains(entry.Response, query.Search)))
            .ToList();
        var shown = new List<RefusalResponse>();
        var paths = new Dictionary<(ShareId Share, NodeId Node), string?>();
        foreach (var (refusal, response) in matching.Skip(query.Offset).Take(query.Limit))
        {
            shown.Add(response with { Path = await FindPathAsync(refusal, paths, cancellationToken) });
        }

        return new RefusalListResponse(shown, matching.Count, query.Offset, query.Limit, log.Dropped);
    }

    private static bool Contains(RefusalResponse entry, string search) =>
        new[] { entry.Share, entry.User, entry.Client, entry.Operation, entry.Rule }.Any(text => text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true);

    private async Task<string?> FindPathAsync(Refusal refusal, Dictionary<(ShareId Share, NodeId Node), string?> paths, CancellationToken cancellationToken)
    {
        var key = (refusal.Share, refusal.Node);
        if (!paths.TryGetValue(key, out var path))
        {
            path = paths.Count < PathsPerAnswerMax ? await engine.FindPathAsync(refusal.Share, refusal.Node, cancellationToken) : null;
            paths.Add(key, path);
        }

        return path is not null && refusal.Name is { } name ? $"{path.TrimEnd('/')}/{name}" : path;
    }

    private RefusalResponse ToResponse(Refusal refusal, Dictionary<ShareId, string> shareNames) => new(
        refusal.Id,
        refusal.First.UtcDateTime,
        refusal.Last.UtcDateTime,
        refusal.Count,
        shareNames.GetValueOrDefault(refusal.Share) ?? refusal.Share.Value.ToString("N"),
        AccessWords.Of(refusal.Protocol),
        refusal.Client.ToString(),
        refusal.Caller.IsAnonymous ? null : refusal.Caller.Uid,
        refusal.Caller.IsAnonymous ? null : names.FindUserName(refusal.Caller.Uid),
        refusal.EffectiveUid,
        refusal.Operation,
        AccessWords.Of(refusal.Rule),
        AccessWords.Of(refusal.Error),
        refusal.Node.Value.ToString(CultureInfo.InvariantCulture),
        Path: null);
}
