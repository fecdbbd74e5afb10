using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using DittoFs.Web.Hosting.Control;

namespace DittoFs.Web.Hosting.Cli.Running;

/// <summary>Calls the server of a data directory through its control socket.</summary>
internal sealed class ControlClient : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly HttpClient _http;

    private ControlClient(string path) => _http = new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken),
    })
    { BaseAddress = new Uri("http://localhost/"), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>A client of the server on <paramref name="dataDirectory"/>; null when none listens there.</summary>
    /// <exception cref="CliException">The socket is another user's.</exception>
    public static async Task<ControlClient?> FindAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var path = ControlSocket.PathIn(dataDirectory);
        if (ControlSocket.WhyNot(path) is not null)
        {
            return null;
        }

        try
        {
            await (await ConnectAsync(path, cancellationToken)).DisposeAsync();
            return new ControlClient(path);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new CliException($"{path} may be opened by root and by the user who runs the server only. Try it with sudo.", ExitCode.NotPermitted);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Makes a call and reads its answer.</summary>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var response = await ExchangeAsync(method, path, body, cancellationToken);
        return await DecodeAsync<T>(response, cancellationToken);
    }

    /// <summary>Makes a call that answers nothing.</summary>
    public async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken) =>
        (await ExchangeAsync(method, path, body, cancellationToken)).Dispose();

    /// <summary>Makes a call and passes its answer on as it comes.</summary>
    public async Task CopyAsync(HttpMethod method, string path, object? body, Stream target, CancellationToken cancellationToken)
    {
        using var response = await ExchangeAsync(method, path, body, cancellationToken);
        await response.Content.CopyToAsync(target, cancellationToken);
    }

    /// <summary>Reads a resource, whatever its status says.</summary>
    public async Task<T> GetAnyAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return await DecodeAsync<T>(response, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<T> DecodeAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken) ?? throw new CliException("The server answered nothing.", ExitCode.StorageUnavailable);
        }
        catch (JsonException exception)
        {
            throw new CliException($"The server that runs is not of this version: {exception.Message}", ExitCode.StorageUnavailable);
        }
    }

    private async Task<HttpResponseMessage> ExchangeAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: Json) };
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new CliException($"The server did not answer: {exception.Message}", ExitCode.StorageUnavailable);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new CliException(await ReadProblemAsync(response, cancellationToken), ExitCodeOf(response.StatusCode));
        }
    }

    private static int ExitCodeOf(HttpStatusCode status) => (int)status < 500 ? ExitCode.Data : ExitCode.StorageUnavailable;

    private static async Task<string> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            var problem = JsonDocument.Parse(text).RootElement;
            var fields = problem.TryGetProperty("errors", out var errors) ? errors.EnumerateObject().SelectMany(field => field.Value.EnumerateArray().Select(line => line.GetString()!)) : [];
            var detail = problem.TryGetProperty("detail", out var told) ? told.GetString() : null;
            return string.Join(' ', fields.Prepend(detail).Where(line => !string.IsNullOrEmpty(line)).Distinct()) is { Length: > 0 } lines ? lines : $"The server answered {(int)response.StatusCode}.";
        }
        catch (JsonException)
        {
            return $"The server answered {(int)response.StatusCode}.";
        }
    }
}
