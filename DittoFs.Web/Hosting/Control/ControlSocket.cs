using System.Net.Sockets;
using System.Text;
using DittoFs.Storage;
using DittoFs.Web.Hosting.Lifecycle;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace DittoFs.Web.Hosting.Control;

/// <summary>
/// <c>run/control.sock</c>: the same application as the administration port, for those who may open the file. A Kestrel of its own, so that neither can keep the other from
/// listening. A socket that can't be made is a failed part and not the end of the process.
/// </summary>
internal sealed class ControlSocket(
    StorageOptions storage, ServerState state, IServiceProvider services, ILoggerFactory loggers, ILogger<ControlSocket> log) : IDisposable
{
    /// <summary>What this part is called.</summary>
    public const string Part = "control socket";

    // sun_path of sockaddr_un has 108 bytes, and the last is zero.
    private const int PathBytesMax = 107;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private KestrelServer? _server;

    /// <summary>Where the socket of a data directory lies.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "run", "control.sock");

    /// <summary>Why no socket can have this path; null when one can.</summary>
    public static string? WhyNot(string path) => Encoding.UTF8.GetByteCount(path) > PathBytesMax
        ? $"{path} has {Encoding.UTF8.GetByteCount(path)} bytes, and a socket's path at most {PathBytesMax}. Move the data directory to a shorter path, or administer the server over HTTP."
        : null;

    /// <summary>Listens. The caller holds the data directory's lock, so a socket that is there was left by a crash.</summary>
    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        var path = PathIn(storage.DataDirectory);
        if (WhyNot(path) is { } reason)
        {
            Fail(reason);
            return;
        }

        try
        {
            File.Delete(path);
            _server = Create(path);
            await _server.StartAsync(application, cancellationToken);
            File.SetUnixFileMode(path, OwnerOnly);
            log.ControlSocketListening(path);
        }
        catch (Exception exception) when (exception is IOException or SocketException or UnauthorizedAccessException)
        {
            Dispose();
            Fail($"{path}: {exception.Message}");
        }
    }

    /// <summary>Takes no more connections and lets requests end.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is { } server)
        {
            await server.StopAsync(cancellationToken);
            File.Delete(PathIn(storage.DataDirectory));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server?.Dispose();
        _server = null;
    }

    private KestrelServer Create(string path)
    {
        var options = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        options.ListenUnixSocket(path, listen => listen.Use(next => connection =>
        {
            connection.Features.Set(LocalPeer.Of(connection));
            return next(connection);
        }));
        return new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers), loggers);
    }

    private void Fail(string reason)
    {
        log.ControlSocketFailed(reason);
        state.ReportControlFailure(new PartFailure(Part, reason));
    }
}
