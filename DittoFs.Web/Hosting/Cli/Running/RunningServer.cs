using System.Text.Json;
using DittoFs.Web.Hosting.Lifecycle;
using DittoFs.Web.Hosting.Platform;

namespace DittoFs.Web.Hosting.Cli.Running;

/// <summary>What is known of the server of a data directory without asking it.</summary>
internal static class RunningServer
{
    /// <summary>What the living server has written down about itself; null when there is none, or when it is not ready yet.</summary>
    public static ServerFileDocument? Find(string dataDirectory)
    {
        try
        {
            var document = JsonSerializer.Deserialize(File.ReadAllBytes(ServerFile.PathIn(dataDirectory)), ServerFileJson.Default.ServerFileDocument);
            return document is not null && ProcessProbe.IsServer(document.Pid) ? document : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }
}
