using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DittoFs.Web.Tests.Web.Hosting;

/// <summary>The host around a storage engine that only records.</summary>
public sealed class StorageServiceTests
{
    [Fact]
    public async Task Engine_IsStartedFirstAndStoppedOnce()
    {
        var engine = new RecordingStorageEngine();
        await using (var application = await StartAsync(engine))
        {
            Assert.Equal(["start", "add export"], engine.Calls);
        }

        Assert.Equal(["start", "add export", "stop"], engine.Calls);
    }

    [Fact]
    public async Task Engine_ThatCanNotStart_EndsTheStartBeforeAnythingIsWritten()
    {
        var engine = new RecordingStorageEngine { StartFailure = new StorageStartException("somebody else has it") };

        var exception = await Assert.ThrowsAsync<StorageStartException>(() => StartAsync(engine));

        Assert.Equal("somebody else has it", exception.Message);
        Assert.Equal(["start"], engine.Calls);
    }

    [Fact]
    public async Task ControlPlane_ThatCanNotBeRead_ClosesTheEngineAgain()
    {
        var engine = new RecordingStorageEngine();
        await using var application = await StartAsync(engine);
        await application.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(application.DataDirectory, ControlPlaneDatabase.FileName), "damaged");

        await Assert.ThrowsAsync<ControlPlaneStartException>(() => application.RestartAsync());

        Assert.Equal(["start", "add export", "stop", "start", "stop"], engine.Calls);
    }

    [Fact]
    public async Task Share_ThatFails_IsNamedAndTheServerRuns()
    {
        await using var application = await StartAsync(new RecordingStorageEngine { AddResult = FsError.Corrupt });

        var failure = Assert.Single(application.ReadServerFile().Failures, failure => failure.Part == "share export");
        Assert.Contains("Corrupt", failure.Reason, StringComparison.Ordinal);
        Assert.Contains(application.Log.Lines, line => line.Event == 3001);
    }

    [Fact]
    public async Task TrustedRoot_IsWarnedOfLoudly()
    {
        await using var application = await DittoFsApplication.StartAsync(
            arguments => arguments with { QuickStart = arguments.QuickStart! with { TrustRoot = true } }, services => Replace(services, new RecordingStorageEngine()));

        Assert.Contains(application.Log.Lines, line => line is { Event: 3010, Level: Microsoft.Extensions.Logging.LogLevel.Warning });
    }

    [Fact]
    public async Task Start_WithoutQuickStart_HasNoShare()
    {
        var engine = new RecordingStorageEngine();
        await using var application = await DittoFsApplication.StartAsync(
            arguments => arguments with { QuickStart = null }, services => Replace(services, engine));

        Assert.Equal(["start"], engine.Calls);
    }

    private static Task<DittoFsApplication> StartAsync(RecordingStorageEngine engine) =>
        DittoFsApplication.StartAsync(replaceServices: services => Replace(services, engine));

    private static void Replace(IServiceCollection services, RecordingStorageEngine engine)
    {
        services.Replace(ServiceDescriptor.Singleton<IStorageEngine>(engine));
        services.Replace(ServiceDescriptor.Singleton<IShareCatalog>(engine));
    }
}
