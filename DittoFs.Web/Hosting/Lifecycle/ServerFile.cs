using System.Text.Json;
using System.Text.Json.Serialization;
using DittoFs.Storage;
using DittoFs.Web.Hosting.Platform;

namespace DittoFs.Web.Hosting.Lifecycle;

/// <summary>
/// <c>run/server.json</c>: how other programs find a running server and the ports it was given. It appears when the server is ready and goes when it
/// stops in order; after a crash it stays, so a reader checks that the process still lives.
/// </summary>
internal sealed class ServerFile(StorageOptions storage, ServerState state, ServerSurvey survey, ILogger<ServerFile> log)
{
    private const int FormatVersion = 1;

    /// <summary>Where the file lies.</summary>
    public string Path { get; } = PathIn(storage.DataDirectory);

    /// <summary>Where the file of a data directory lies.</summary>
    public static string PathIn(string dataDirectory) => System.IO.Path.Combine(dataDirectory, "run", "server.json");

    /// <summary>Puts the present state into the file. A failure is logged: the server can do without.</summary>
    public void Publish()
    {
        var document = new ServerFileDocument(
            FormatVersion,
            Environment.ProcessId,
            ProductVersion.Text,
            state.Phase.ToString().ToLowerInvariant(),
            state.StartTime,
            storage.DataDirectory,
            [.. survey.Endpoints.Select(endpoint => new ServerFileEndpoint(endpoint.Protocol, endpoint.Address.ToString(), endpoint.Port, endpoint.Scheme))],
            survey.Failures);
        try
        {
            DurableFile.Replace(Path, JsonSerializer.SerializeToUtf8Bytes(document, ServerFileJson.Default.ServerFileDocument));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.ServerFileFailed(Path, exception.Message);
        }
    }

    /// <summary>Publishes again after a change of what runs; a server that is not ready yet or stops has no file.</summary>
    public void Refresh()
    {
        if (state.Phase == ServerPhase.Running)
        {
            Publish();
        }
    }

    /// <summary>Removes the file, which a crash may have left behind.</summary>
    public void Remove() => File.Delete(Path);
}

/// <summary>The content of the file.</summary>
internal sealed record ServerFileDocument(
    int FormatVersion,
    int Pid,
    string Version,
    string State,
    DateTimeOffset StartTime,
    string DataDirectory,
    IReadOnlyList<ServerFileEndpoint> Endpoints,
    IReadOnlyList<PartFailure> Failures);

/// <summary>A bound address.</summary>
/// <param name="Protocol">What it is for.</param>
/// <param name="Address">The IP address.</param>
/// <param name="Port">The TCP port.</param>
/// <param name="Scheme">What addresses of the administration port begin with; left out for other protocols.</param>
internal sealed record ServerFileEndpoint(string Protocol, string Address, int Port, string? Scheme = null);

/// <summary>Writes and reads the file without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ServerFileDocument))]
internal sealed partial class ServerFileJson : JsonSerializerContext;
