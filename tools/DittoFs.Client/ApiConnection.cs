using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DittoFs.Client.Problems;
using DittoFs.Client.Session;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client;

/// <summary>Calls a server: signs calls, renews the tokens when they end, and turns failures into exceptions.</summary>
internal sealed class ApiConnection(HttpClient http, ISessionStore session, TimeProvider clock)
{
    /// <summary>Where the API's first version starts.</summary>
    public const string Root = "api/v1/";

    private const int PageItems = 1000;
    private const int CopyBytes = 80 * 1024;

    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(60);

    // A token that ends while the call travels would be refused.
    private static readonly TimeSpan RenewalMargin = TimeSpan.FromSeconds(30);

    /// <summary>Reads a resource.</summary>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        ReadAsync(new ApiRequest(HttpMethod.Get, Root + path), type, cancellationToken);

    /// <summary>Reads all parts of a list.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string path, JsonTypeInfo<Page<T>> type, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        Page<T> page;
        do
        {
            page = await GetAsync($"{path}{separator}limit={PageItems}&offset={items.Count}", type, cancellationToken).ConfigureAwait(false);
            items.AddRange(page.Items);
        }
        while (page.Items.Count > 0 && items.Count < page.Total);
        return items;
    }

    /// <summary>Writes an answer of lines to <paramref name="output"/> while it comes, however long it is.</summary>
    public async Task CopyLinesAsync(string path, TextWriter output, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new ApiRequest(HttpMethod.Get, Root + path, Streams: true), cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        try
        {
            while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                await output.WriteLineAsync(line.AsMemory(), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new NoServerException($"{http.BaseAddress} broke its answer off: {exception.Message}", exception);
        }
    }

    /// <summary>Writes an answer of bytes to <paramref name="target"/> while it comes, however long it is.</summary>
    /// <exception cref="IOException"><paramref name="target"/> can't be written.</exception>
    public Task CopyAsync(string path, Stream target, CancellationToken cancellationToken) =>
        CopyAsync(new ApiRequest(HttpMethod.Get, Root + path, Streams: true), target, cancellationToken);

    /// <summary>The same for a call with a body, whose answer may take long to begin.</summary>
    public Task CopyAsync<TBody>(string path, TBody body, JsonTypeInfo<TBody> type, Stream target, CancellationToken cancellationToken) =>
        CopyAsync(Request(HttpMethod.Post, path, body, type) with { Streams = true, IsLong = true }, target, cancellationToken);

    /// <summary>Makes a call that answers nothing.</summary>
    public async Task SendAsync(HttpMethod method, string path, CancellationToken cancellationToken) =>
        (await SendAsync(new ApiRequest(method, Root + path), cancellationToken).ConfigureAwait(false)).Dispose();

    /// <summary>Makes a call with a body that answers nothing.</summary>
    public async Task SendAsync<TBody>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> type, CancellationToken cancellationToken) =>
        (await SendAsync(Request(method, path, body, type), cancellationToken).ConfigureAwait(false)).Dispose();

    /// <summary>Makes a call without a body and reads the answer.</summary>
    public Task<T> SendAsync<T>(HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        ReadAsync(new ApiRequest(method, Root + path), type, cancellationToken);

    /// <summary>Makes a call with a body and reads the answer.</summary>
    public Task<T> SendAsync<TBody, T>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        ReadAsync(Request(method, path, body, bodyType), type, cancellationToken);

    /// <summary>Makes a call that needs no session, such as a sign-in, and reads the answer.</summary>
    public async Task<T> SendUnsignedAsync<TBody, T>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await ExchangeAsync(Request(HttpMethod.Post, path, body, bodyType), null, cancellationToken).ConfigureAwait(false);
        return await DecodeAsync(await CheckAsync(response, cancellationToken).ConfigureAwait(false), type, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One segment of a path.</summary>
    public static string Segment(string text) => Uri.EscapeDataString(text);

    private static ApiRequest Request<TBody>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> type) =>
        new(method, Root + path, JsonSerializer.SerializeToUtf8Bytes(body, type));

    private async Task CopyAsync(ApiRequest request, Stream target, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        await using var answer = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[CopyBytes];
        while (true)
        {
            int count;
            try
            {
                count = await answer.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException)
            {
                throw new NoServerException($"{http.BaseAddress} broke its answer off: {exception.Message}", exception);
            }

            if (count == 0)
            {
                return;
            }

            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> ReadAsync<T>(ApiRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return await DecodeAsync(response, type, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var tokens = session.Current;
        if (tokens is not null && tokens.AccessTokenExpiresAt - RenewalMargin <= clock.GetUtcNow().UtcDateTime)
        {
            tokens = await session.RenewAsync(tokens, RefreshAsync, cancellationToken).ConfigureAwait(false);
        }

        var response = await ExchangeAsync(request, tokens, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.Unauthorized && tokens is not null)
        {
            // The server's clock or its keys may have ended the token before its time.
            response.Dispose();
            tokens = await session.RenewAsync(tokens, RefreshAsync, cancellationToken).ConfigureAwait(false);
            response = await ExchangeAsync(request, tokens, cancellationToken).ConfigureAwait(false);
        }

        return await CheckAsync(response, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SessionTokens> RefreshAsync(SessionTokens stale, CancellationToken cancellationToken) => SessionTokens.From(await SendUnsignedAsync(
        "auth/refresh",
        new RefreshRequest { RefreshToken = stale.RefreshToken },
        ClientJson.Default.RefreshRequest,
        ClientJson.Default.TokenResponse,
        cancellationToken).ConfigureAwait(false));

    private async Task<HttpResponseMessage> ExchangeAsync(ApiRequest request, SessionTokens? tokens, CancellationToken cancellationToken)
    {
        using var message = request.ToMessage(tokens?.AccessToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!request.IsLong)
        {
            limit.CancelAfter(AnswerTime);
        }

        try
        {
            return await http.SendAsync(
                message, request.Streams ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead, limit.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            throw new NoServerException($"{http.BaseAddress} does not answer: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested && limit.IsCancellationRequested)
        {
            throw new NoServerException($"{http.BaseAddress} did not answer within {AnswerTime.TotalSeconds:0} s.", exception);
        }
    }

    private static async Task<HttpResponseMessage> CheckAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new ApiException(await ProblemReader.ReadAsync(response, cancellationToken).ConfigureAwait(false));
        }
    }

    private async Task<T> DecodeAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new NoServerException($"{http.BaseAddress} answered nothing.");
        }
        catch (JsonException exception)
        {
            throw new NoServerException($"What answers at {http.BaseAddress} is no DittoFs server of this version: {exception.Message}", exception);
        }
    }
}
