using System.Net.Http.Json;
using System.Net.Sockets;
using DittoFs.Web.Hosting.Control;

namespace DittoFs.Web.Tests.Support;

/// <summary>Calls a server through its control socket.</summary>
internal sealed class ControlSocketClient : IDisposable
{
    /// <summary>A client of the server on <paramref name="dataDirectory"/>.</summary>
    public ControlSocketClient(string dataDirectory) => Http = new HttpClient(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(ControlSocket.PathIn(dataDirectory)), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://localhost/") };

    /// <summary>The client.</summary>
    public HttpClient Http { get; }

    /// <summary>Makes a call of the API.</summary>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, object? body = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method, $"api/v1/{path}");
        request.Content = body is null ? null : JsonContent.Create(body, body.GetType());
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        using var response = await Http.SendAsync(request);
        return new ApiAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();
}
