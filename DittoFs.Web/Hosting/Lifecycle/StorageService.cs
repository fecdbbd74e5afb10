using System.Collections.Immutable;
using DittoFs.Storage.Shares;
using DittoFs.Web.Hosting.QuickStart;
using DittoFs.Web.Hosting.Shares;

namespace DittoFs.Web.Hosting.Lifecycle;

/// <summary>
/// Runs the storage engine and the shares that <see cref="ShareDefinitionFile"/> names. Registered first, so it starts before and stops after
/// everything that takes calls.
/// </summary>
internal sealed class StorageService(
    IStorageEngine engine, ShareDefinitionFile file, HostArguments arguments, ServerState state, ILogger<StorageService> log) : IHostedService
{
    /// <summary>The shares that this server is told to run; they run unless <see cref="ServerState.ShareFailures"/> names them.</summary>
    public ImmutableArray<ShareDefinition> Definitions { get; private set; } = [];

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await engine.StartAsync(cancellationToken);
        try
        {
            await AddSharesAsync(cancellationToken);
        }
        catch
        {
            // The host stops only services that have started.
            await engine.StopAsync(CancellationToken.None);
            throw;
        }

        state.StorageStarted = true;
        log.StorageStarted(Definitions.Length, clock.ElapsedMilliseconds);
    }

    /// <inheritdoc/>
    /// <remarks>Not cancelled by the host's time limit: what is in memory is not given up for punctuality.</remarks>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (state.StorageStarted)
        {
            log.StorageStopping();
            await engine.StopAsync(CancellationToken.None);
            log.StorageStopped();
        }
    }

    private async Task AddSharesAsync(CancellationToken cancellationToken)
    {
        Definitions = ReadDefinitions();
        foreach (var definition in Definitions)
        {
            await AddShareAsync(definition, cancellationToken);
        }
    }

    // After the engine has the lock of the data directory: only one server at a time may rewrite the file.
    private ImmutableArray<ShareDefinition> ReadDefinitions()
    {
        var stored = file.Load();
        if (arguments.QuickStart is not { } request)
        {
            return stored;
        }

        if (request.TrustRoot)
        {
            log.RootTrusted(QuickStartShare.Name.Value);
        }

        var wanted = QuickStartShare.Apply(stored, request);
        file.Save(wanted);
        return wanted;
    }

    private async Task AddShareAsync(ShareDefinition definition, CancellationToken cancellationToken)
    {
        var result = await engine.AddShareAsync(definition, cancellationToken);
        if (!result.IsSuccess)
        {
            log.ShareFailed(definition.Name.Value, result.Error);
            state.ReportShareFailure(new PartFailure(
                $"share {definition.Name}", $"It could not be started ({result.Error}); /health/stores says more about its stores."));
        }
    }
}
