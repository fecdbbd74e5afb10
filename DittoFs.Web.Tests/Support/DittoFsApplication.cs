using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using DittoFs.Web.ControlPlane.FirstStart;
using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.Lifecycle;
using DittoFs.Web.Hosting.QuickStart;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DittoFs.Web.Tests.Support;

/// <summary>
/// The whole server in this process: real sockets on free ports of loopback, a data directory of its own that survives
/// <see cref="RestartAsync"/>.
/// </summary>
internal sealed class DittoFsApplication : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Action<IServiceCollection>? _replaceServices;
    private WebApplication? _server;

    private DittoFsApplication(Action<IServiceCollection>? replaceServices) => _replaceServices = replaceServices;

    /// <summary>The user that quick starts of tests are made for.</summary>
    public static Invoker Owner { get; } = new(4711, 4712);

    /// <summary>The password of the administrator <c>admin</c> that quick starts of tests make.</summary>
    public const string AdministratorPassword = "the tests' password";

    /// <summary>The services of the running server.</summary>
    public IServiceProvider Services => (_server ?? throw new InvalidOperationException("The server does not run.")).Services;

    /// <summary>What the last start was given.</summary>
    public HostArguments Arguments { get; private set; } = new();

    /// <summary>The data directory.</summary>
    public string DataDirectory => _directory.Path;

    /// <summary>What was logged by all runs so far.</summary>
    public RecordingLoggerProvider Log { get; } = new();

    /// <summary>A client of the HTTP port.</summary>
    public HttpClient Http { get; } = new();

    /// <summary>A quick start with the share <c>/export</c>, after <paramref name="change"/>.</summary>
    public static async Task<DittoFsApplication> StartAsync(
        Func<HostArguments, HostArguments>? change = null, Action<IServiceCollection>? replaceServices = null)
    {
        var application = new DittoFsApplication(replaceServices);
        try
        {
            await application.StartServerAsync(change);
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>The first address that <c>run/server.json</c> names for <paramref name="protocol"/>.</summary>
    public IPEndPoint EndpointOf(string protocol)
    {
        var endpoint = ReadServerFile().Endpoints.First(bound => bound.Protocol == protocol);
        return new IPEndPoint(IPAddress.Parse(endpoint.Address), endpoint.Port);
    }

    /// <summary>What other programs read about the running server.</summary>
    public ServerFileDocument ReadServerFile() =>
        JsonSerializer.Deserialize(File.ReadAllBytes(ServerFile.PathIn(DataDirectory)), ServerFileJson.Default.ServerFileDocument)!;

    /// <summary>The address of <paramref name="path"/> on the HTTP port.</summary>
    public Uri UriOf(string path) => new($"{ReadServerFile().Endpoints.First(bound => bound.Protocol == "http").Scheme}://{EndpointOf("http")}{path}");

    /// <summary>Stops the server in order.</summary>
    public async Task StopAsync()
    {
        if (_server is { } server)
        {
            _server = null;
            await server.StopAsync();
            await server.DisposeAsync();
        }
    }

    /// <summary>Stops the server in order and starts it again on the same data directory.</summary>
    public async Task RestartAsync(Func<HostArguments, HostArguments>? change = null)
    {
        await StopAsync();
        await StartServerAsync(change);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Http.Dispose();
        _directory.Dispose();
    }

    private async Task StartServerAsync(Func<HostArguments, HostArguments>? change)
    {
        var arguments = new HostArguments
        {
            Overrides = ImmutableDictionary<string, string?>.Empty.WithComparers(StringComparer.OrdinalIgnoreCase)
                .Add("DataDirectory", DataDirectory).Add("Http:Port", "0").Add("Nfs:Port", "0").Add("Smb:Port", "0"),
            Environment = ImmutableDictionary<string, string>.Empty.Add(InitialPassword.Variable, AdministratorPassword),
            QuickStart = new QuickStartRequest { Owner = Owner },
        };
        Arguments = change?.Invoke(arguments) ?? arguments;
        _server = DittoFsHost.Build(Arguments, services =>
        {
            services.AddLogging(logging => logging.ClearProviders().AddProvider(Log));
            _replaceServices?.Invoke(services);
        });
        try
        {
            await _server.StartAsync();
        }
        catch
        {
            await _server.DisposeAsync();
            _server = null;
            throw;
        }
    }
}
