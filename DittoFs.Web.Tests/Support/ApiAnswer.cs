using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace DittoFs.Web.Tests.Support;

/// <summary>An answer of the API.</summary>
/// <param name="Status">The status.</param>
/// <param name="Text">The body.</param>
/// <param name="Headers">The headers.</param>
internal sealed record ApiAnswer(HttpStatusCode Status, string Text, HttpResponseHeaders Headers)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The body as JSON.</summary>
    public JsonElement Body => JsonDocument.Parse(Text).RootElement;

    /// <summary>The stable code of a problem.</summary>
    public string? Code => Text.Length > 0 && Body.TryGetProperty("code", out var code) ? code.GetString() : null;

    /// <summary>The body as a contract, after the check that the answer is a success.</summary>
    public T As<T>()
    {
        Assert.True((int)Status is 200 or 201 or 202, $"{Status}: {Text}");
        return JsonSerializer.Deserialize<T>(Text, Json)!;
    }

    /// <summary>Checks for a problem with that status and code.</summary>
    public void AssertProblem(HttpStatusCode status, string code) => Assert.True((Status, Code) == (status, code), $"{status} {code} wanted, but: {Status}: {Text}");

    /// <summary>Checks for a success without a body.</summary>
    public void AssertDone() => Assert.True(Status == HttpStatusCode.NoContent, $"{Status}: {Text}");
}
