using System.Collections.Immutable;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>Brings the storage's shares to what is wanted. Used by the reconciler alone, one pass at a time.</summary>
internal sealed class ShareReconciler(IStorageEngine engine, RunningState state, TimeProvider clock, ILogger<ShareReconciler> log)
{
    private readonly Dictionary<ShareId, ShareDefinition> running = [];
    private readonly Dictionary<ShareId, Backoff> failing = [];

    /// <summary>When a share that failed is to be tried again; the end of time when none failed.</summary>
    public DateTimeOffset Due => failing.Count == 0 ? DateTimeOffset.MaxValue : failing.Values.Min(backoff => backoff.Due);

    /// <summary>
    /// Stops what is not wanted, then swaps changed settings in, then starts what is missing: so a name that one share gives up is free for another.
    /// </summary>
    public async Task ApplyAsync(ImmutableArray<WantedShare> wanted, CancellationToken cancellationToken)
    {
        var enabled = wanted.Where(share => share.Enabled).ToDictionary(share => share.Definition.Id);
        foreach (var (id, definition) in running.Where(share => !enabled.ContainsKey(share.Key)).ToList())
        {
            await StopAsync(id, definition, cancellationToken);
        }

        foreach (var id in failing.Keys.Where(id => !enabled.ContainsKey(id)).ToList())
        {
            failing.Remove(id);
        }

        var failures = new Dictionary<ShareId, string>();
        foreach (var share in wanted.Where(share => share.Enabled).OrderByDescending(share => running.ContainsKey(share.Definition.Id)))
        {
            if (await BringAsync(share.Definition, cancellationToken) is { } reason)
            {
                failures[share.Definition.Id] = reason;
            }
        }

        state.Replace([.. wanted.Select(share => new ShareRun(share, StatusOf(share, failures.GetValueOrDefault(share.Definition.Id))))]);
    }

    private async Task<string?> BringAsync(ShareDefinition wanted, CancellationToken cancellationToken)
    {
        if (running.TryGetValue(wanted.Id, out var present) && ShareDefinitionMap.AreEqual(present, wanted))
        {
            failing.Remove(wanted.Id);
            return null;
        }

        var reason = present is null ? await StartAsync(wanted, cancellationToken) : Update(wanted);
        if (reason is null)
        {
            running[wanted.Id] = wanted;
            failing.Remove(wanted.Id);
            return null;
        }

        if (!failing.TryGetValue(wanted.Id, out var backoff))
        {
            failing[wanted.Id] = backoff = new Backoff(clock);
        }

        log.ShareFailed(wanted.Name.Value, reason, backoff.Fail());
        return reason;
    }

    private async Task<string?> StartAsync(ShareDefinition wanted, CancellationToken cancellationToken)
    {
        try
        {
            var result = await engine.AddShareAsync(wanted, cancellationToken);
            if (!result.IsSuccess)
            {
                return $"It could not be started ({result.Error}); /health/stores says more about its stores.";
            }

            log.ShareRuns(wanted.Name.Value);
            return null;
        }
        catch (Exception exception) when (exception is StorageStartException or IOException or UnauthorizedAccessException)
        {
            return $"It could not be started: {exception.Message}";
        }
    }

    private string? Update(ShareDefinition wanted)
    {
        var result = engine.UpdateShare(wanted);
        return result.IsSuccess ? null : $"Its new settings were not taken ({result.Error}); it runs with the old ones.";
    }

    private async Task StopAsync(ShareId id, ShareDefinition definition, CancellationToken cancellationToken)
    {
        // A store that did not take the last changes has them in the log still; the share is gone from the catalogue either way.
        var result = await engine.RemoveShareAsync(id, cancellationToken);
        running.Remove(id);
        log.ShareStopped(definition.Name.Value);
        if (!result.IsSuccess)
        {
            log.ShareStoppedDirty(definition.Name.Value, result.Error);
        }
    }

    private RunStatus StatusOf(WantedShare share, string? failure)
    {
        var wanted = !share.Enabled ? RunState.Stopped : failure is null ? RunState.Running : RunState.Failed;
        var known = state.Shares.FirstOrDefault(run => run.Wanted.Definition.Id == share.Definition.Id)?.Status;
        return known is not null && known.State == wanted && known.Reason == failure ? known : new RunStatus(wanted, failure, clock.GetUtcNow().UtcDateTime);
    }
}
