using System.Data.Common;
using DittoFs.Storage.Collection;
using DittoFs.Web.ControlPlane.Shares;

namespace DittoFs.Web.ControlPlane.Collection;

/// <summary>From time to time: removes deleted shares whose time is over, then collects every block store.</summary>
internal sealed class CollectionScheduler(
    DeletedShareService deleted, CollectionService collections, CollectionOptions options, TimeProvider clock, ILogger<CollectionScheduler> log)
    : PeriodicService(options.Interval, clock)
{
    /// <inheritdoc/>
    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (share, failure) in await deleted.PurgeExpiredAsync(cancellationToken))
            {
                log.PurgeFailed(share, failure.Message);
            }

            await collections.CollectAllAsync(cancellationToken);
        }
        catch (DbException exception)
        {
            log.WantedStateUnreadable(exception.Message);
        }
    }
}
