using System.Net;
using System.Text;

namespace DittoFs.Web.Tests.Tools;

/// <summary>A call that was made.</summary>
/// <param name="Line">The method and the path with its query.</param>
/// <param name="Body">The body; empty without one.</param>
/// <param name="Token">The token that signed it; null for none.</param>
internal sealed record StubCall(string Line, string Body, string? Token);

/// <summary>Answers HTTP calls from a script, and keeps them.</summary>
internal sealed class StubServer : HttpMessageHandler
{
    private readonly Queue<Func<StubCall, HttpResponseMessage>> _answers = new();

    /// <summary>The calls so far.</summary>
    public List<StubCall> Calls { get; } = [];

    /// <summary>Answers the next call with <paramref name="body"/>.</summary>
    public StubServer Answer(string body, HttpStatusCode status = HttpStatusCode.OK, string type = "application/json", TimeSpan? retryAfter = null)
    {
        _answers.Enqueue(_ =>
        {
            var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, type) };
            response.Headers.RetryAfter = retryAfter is { } wait ? new System.Net.Http.Headers.RetryConditionHeaderValue(wait) : null;
            return response;
        });
        return this;
    }

    /// <summary>Answers the next call with a problem.</summary>
    public StubServer Refuse(HttpStatusCode status, string code, string detail, string fields = "{}", TimeSpan? retryAfter = null) =>
        Answer($$"""{"title":"-","detail":"{{detail}}","code":"{{code}}","errors":{{fields}}}""", status, "application/problem+json", retryAfter);

    /// <summary>Lets the next call end as if nothing listened.</summary>
    public StubServer Hide()
    {
        _answers.Enqueue(_ => throw new HttpRequestException("Connection refused"));
        return this;
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var call = new StubCall($"{request.Method} {request.RequestUri!.PathAndQuery}", body, request.Headers.Authorization?.Parameter);
        Calls.Add(call);
        return _answers.TryDequeue(out var answer) ? answer(call) : throw new InvalidOperationException($"No answer is left for {call.Line}.");
    }

    /// <inheritdoc/>
    // Each client disposes of it, as of a handler that it owns; it holds nothing, and goes on for the next one.
    protected override void Dispose(bool disposing) => base.Dispose(disposing);
}
