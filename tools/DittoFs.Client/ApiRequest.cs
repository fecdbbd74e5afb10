using System.Net.Http.Headers;

namespace DittoFs.Client;

/// <summary>One call, kept as data so that it can be sent a second time with a new token.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Where, below the server's address.</param>
/// <param name="Body">JSON in UTF-8; null for none.</param>
/// <param name="Streams">The answer may be of any length: it is read while it comes.</param>
/// <param name="IsLong">It may take long until the answer begins.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path, byte[]? Body = null, bool Streams = false, bool IsLong = false)
{
    /// <summary>The message, signed by <paramref name="accessToken"/> if there is one.</summary>
    public HttpRequestMessage ToMessage(string? accessToken)
    {
        var message = new HttpRequestMessage(Method, new Uri(Path, UriKind.Relative));
        message.Headers.Accept.ParseAdd("application/json");
        message.Headers.Accept.ParseAdd("application/problem+json");
        if (Streams)
        {
            message.Headers.Accept.ParseAdd("*/*");
        }

        message.Headers.Authorization = accessToken is null ? null : new AuthenticationHeaderValue("Bearer", accessToken);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return message;
    }
}
