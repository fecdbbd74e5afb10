using System.Data.Common;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Stores;
using DittoFs.Web.Hosting.Cli.Running;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.Hosting.Cli.Doctor;

/// <summary>The control plane's database and the stores, of a server that runs and of one that does not.</summary>
internal static class StoreChecks
{
    /// <summary>Asks a server that runs.</summary>
    public static async Task<IReadOnlyList<Finding>> AskAsync(ControlClient client, CancellationToken cancellationToken)
    {
        var overview = await client.SendAsync<OverviewResponse>(HttpMethod.Get, "api/v1/system/overview", null, cancellationToken);
        var stores = (await client.SendAsync<Page<StoreResponse>>(HttpMethod.Get, "api/v1/stores?limit=1000", null, cancellationToken)).Items;
        var findings = new List<Finding> { Finding.Good("server", $"runs, with {overview.SharesRunning} of {overview.Shares} shares") };
        findings.AddRange(overview.Failures.Select(failure => Finding.Failure(failure.Part, failure.Reason, "'dittofs logs' or the console tells more.")));
        findings.AddRange(overview.Stores.Select(store => Of(store.Name, store.Healthy, store.Detail)));
        foreach (var store in stores.Where(store => store.Kind is StoreKind.S3 or StoreKind.Postgres))
        {
            var use = store.Use.ToString().ToLowerInvariant();
            var check = await client.SendAsync<StoreCheckResponse>(HttpMethod.Post, $"api/v1/stores/{use}/{store.Id}/check", null, cancellationToken);
            findings.Add(Of($"store {store.Name}", check.Healthy, check.Detail));
        }

        return findings;
    }

    /// <summary>Looks at what a server that does not run would find.</summary>
    public static async Task<IReadOnlyList<Finding>> LookAsync(HostArguments arguments, CancellationToken cancellationToken)
    {
        await using var server = OfflineServer.Open(arguments);
        try
        {
            var pending = await server.Database.FindPendingMigrationsAsync(cancellationToken);
            await using var context = server.Database.CreateDbContext();
            if (pending.Count == 0)
            {
                var findings = new List<Finding> { Finding.Good("database", $"{await context.Users.CountAsync(cancellationToken)} users, {await context.Shares.CountAsync(cancellationToken)} shares") };
                var stores = server.Services.GetRequiredService<StoreService>();
                foreach (var store in await context.Stores.AsNoTracking().Where(store => store.Kind == StoreKind.S3 || store.Kind == StoreKind.Postgres).ToListAsync(cancellationToken))
                {
                    var check = await stores.CheckAsync(store.Use, store.Id.ToString(), cancellationToken);
                    findings.Add(Of($"store {store.Name}", check.Value?.Healthy == true, check.Value?.Detail ?? check.Failure!.Message));
                }

                return findings;
            }

            return [Finding.Good("database", $"the next start applies {pending.Count} migrations")];
        }
        catch (Exception exception) when (exception is DbException or ControlPlaneStartException)
        {
            return [Finding.Failure("database", exception.Message, "Look at ControlPlane:Provider and ControlPlane:ConnectionString ('dittofs config show'), or restore a backup ('dittofs restore').")];
        }
    }

    private static Finding Of(string name, bool healthy, string detail) =>
        healthy ? Finding.Good(name, detail) : Finding.Failure(name, detail, "Bring the store back; the shares on it wait for it.");
}
