using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.Lifecycle;

namespace DittoFs.Web.ControlPlane;

/// <summary>What the server is made of: versions, and the licences of the libraries in it.</summary>
internal sealed class AboutService(ServerState state, TimeProvider clock)
{
    private const string Manifest = "DittoFs.Web.deps.json";

    // By the beginning of the name: families of packages have one licence.
    private static readonly FrozenDictionary<string, string> Licenses = new Dictionary<string, string>
    {
        ["AWSSDK."] = "Apache-2.0",
        ["BouncyCastle."] = "MIT",
        ["Humanizer."] = "MIT",
        ["Microsoft."] = "MIT",
        ["Mono.TextTemplating"] = "MIT",
        ["MudBlazor"] = "MIT",
        ["Newtonsoft.Json"] = "MIT",
        ["Npgsql"] = "PostgreSQL",
        ["OpenTelemetry"] = "Apache-2.0",
        ["RocksDB"] = "BSD-2-Clause",
        ["SQLitePCLRaw."] = "Apache-2.0",
        ["SourceGear.sqlite3"] = "blessing",
        ["Swashbuckle."] = "MIT",
        ["System."] = "MIT",
    }.ToFrozenDictionary();

    /// <summary>Versions, uptime and libraries.</summary>
    public AboutResponse Get() => new(
        ProductVersion.Text,
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        (clock.GetUtcNow() - state.StartTime).TotalSeconds,
        ReadLibraries());

    /// <summary>The licence of a library; null when it is not known.</summary>
    public static string? LicenseOf(string library) =>
        Licenses.Where(entry => library.StartsWith(entry.Key, StringComparison.OrdinalIgnoreCase)).Select(static entry => entry.Value).FirstOrDefault();

    /// <summary>The libraries that the build put beside the program, without the product's own parts.</summary>
    public static IReadOnlyList<LibraryResponse> ReadLibraries()
    {
        var path = Path.Combine(AppContext.BaseDirectory, Manifest);
        if (!File.Exists(path))
        {
            return [];
        }

        using var manifest = JsonDocument.Parse(File.ReadAllBytes(path));
        return
        [
            .. from library in manifest.RootElement.GetProperty("libraries").EnumerateObject()
               where library.Value.GetProperty("type").GetString() == "package"
               let parts = library.Name.Split('/')
               orderby parts[0]
               select new LibraryResponse(parts[0], parts[1], LicenseOf(parts[0]) ?? "see its package"),
        ];
    }
}
