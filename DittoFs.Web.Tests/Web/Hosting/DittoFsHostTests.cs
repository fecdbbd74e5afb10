using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Hosting.Lifecycle;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.Hosting;

/// <summary>The whole server in this process.</summary>
public sealed class DittoFsHostTests
{
    [Fact]
    public async Task Restart_FindsTheShareAsItWas()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var before = application.Services.GetRequiredService<IShareCatalog>().Shares;

        await application.RestartAsync(arguments => arguments with { QuickStart = null });

        var after = application.Services.GetRequiredService<IShareCatalog>().Shares;
        Assert.Equal(Assert.Single(before).ShareId, Assert.Single(after).ShareId);
    }

    [Fact]
    public async Task ServerFile_ExistsWhileTheServerRuns()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var file = application.ReadServerFile();

        Assert.Equal((Environment.ProcessId, "running", application.DataDirectory), (file.Pid, file.State, file.DataDirectory));
        Assert.Equal(["http", "nfs", "smb"], file.Endpoints.Select(endpoint => endpoint.Protocol).Order());
        Assert.All(file.Endpoints, endpoint => Assert.True(endpoint is { Address: "127.0.0.1", Port: > 0 }));
        Assert.Empty(file.Failures);

        await application.StopAsync();
        Assert.False(File.Exists(ServerFile.PathIn(application.DataDirectory)));
    }

    [Fact]
    public async Task SecondServer_OnTheSameDirectory_IsRefusedAndDisturbsNothing()
    {
        await using var first = await DittoFsApplication.StartAsync();

        await Assert.ThrowsAsync<StorageStartException>(() => DittoFsApplication.StartAsync(arguments => arguments with
        {
            Overrides = arguments.Overrides.SetItem("DataDirectory", first.DataDirectory),
        }));

        Assert.Equal("running", first.ReadServerFile().State);
        Assert.Equal("alive\n", await first.Http.GetStringAsync(first.UriOf("/health/live")));
    }

    [Fact]
    public async Task UnknownKey_InTheFile_IsWarnedOf()
    {
        await using var application = await DittoFsApplication.StartAsync(arguments => arguments with
        {
            Environment = arguments.Environment.Add("DITTOFS_Nfs__Prot", "14049"),
        });

        Assert.Contains(application.Log.Lines, line => line.Event == 1054 && line.Text.StartsWith("Nfs:Prot in the environment", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_OfAnOrderlyStop_ComeInOrder()
    {
        await using var application = await DittoFsApplication.StartAsync();

        await application.StopAsync();

        // Draining, drained, stores closing, stores closed, stopped.
        int[] order = [1062, 1063, 1056, 1057, 1053];
        Assert.Equal(order, application.Log.Lines.Select(line => line.Event).Where(order.Contains));
    }
}
