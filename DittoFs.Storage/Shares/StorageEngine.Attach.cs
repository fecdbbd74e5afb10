using DittoFs.Storage.Dumps;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <content>Shares that come from a server that is lost.</content>
internal sealed partial class StorageEngine
{
    /// <inheritdoc/>
    public async Task<AttachReport> AttachShareAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        if (stores is not { } present || log is null)
        {
            return new AttachReport(AttachRefusal.Unavailable, "The storage does not run.");
        }

        if (!opening.TryBegin(definition.Id))
        {
            return new AttachReport(AttachRefusal.InUse, $"Share {definition.Id} is being started here.");
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(opening.Stopping, cancellationToken);
        try
        {
            if (catalog.Find(definition.Id) is not null)
            {
                return new AttachReport(AttachRefusal.InUse, $"Share {definition.Id} runs here.");
            }

            var report = await new ShareAttachment(environment, present, log).RunAsync(definition, either.Token);
            if (report.Refusal == AttachRefusal.None)
            {
                ShareLog.Attached(logger, definition.Name.Value, report.Detail);
            }

            return report;
        }
        catch (Exception exception) when (exception is StorageStartException or IOException)
        {
            return new AttachReport(AttachRefusal.Unavailable, exception.Message);
        }
        finally
        {
            opening.End(definition.Id);
        }
    }

    /// <inheritdoc/>
    public Task<FsResult<IReadOnlyList<ShareId>>> FindSharesAsync(ShareDefinition place, CancellationToken cancellationToken) =>
        ShareFinder.FindAsync(place, environment.DataDirectory, environment.Clock, cancellationToken);
}
