using System.Text.Json;
using System.Text.Json.Serialization;

namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>Bodies of requests as pages show them: without what was left out.</summary>
internal static class ShownJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The text of <paramref name="request"/>.</summary>
    public static string Of<T>(T request) => JsonSerializer.Serialize(request, Options);
}
