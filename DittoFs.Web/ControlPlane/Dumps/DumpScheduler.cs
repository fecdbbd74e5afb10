using DittoFs.Storage.Dumps;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.ControlPlane.Dumps;

/// <summary>From time to time: dumps the metadata of every share whose blocks would outlive them.</summary>
internal sealed class DumpScheduler(IStorageEngine engine, DumpOptions options, TimeProvider clock) : PeriodicService(options.Interval, clock)
{
    // The storage tells what failed; it has its next turn.
    /// <inheritdoc/>
    protected override Task RunOnceAsync(CancellationToken cancellationToken) => engine.DumpSharesAsync(cancellationToken);
}
