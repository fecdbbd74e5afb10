using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.ApiKeys;

/// <summary>Writes down once a minute, and at the end, when keys were used last: a use itself never waits for the database.</summary>
internal sealed class ApiKeyUses(ApiKeyDirectory directory, TimeProvider clock, ILogger<ApiKeyUses> log) : PeriodicService(Interval, clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await RunOnceAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await directory.SaveUsesAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException)
        {
            log.ApiKeyUseNotSaved(exception.Message);
        }
    }
}
