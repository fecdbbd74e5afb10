using System.Net;
using DittoFs.Storage;
using DittoFs.Storage.Shares;
using DittoFs.Web.Hosting.Lifecycle;

namespace DittoFs.Web.Hosting.Cli;

/// <summary>What the administrator reads after a start: what runs, who may use it, and the lines to type next.</summary>
internal sealed class StartReport(ServerSurvey survey, StorageService storage, StorageOptions options)
{
    /// <summary>The report of a started server.</summary>
    public static StartReport Create(IServiceProvider services) => ActivatorUtilities.CreateInstance<StartReport>(services);

    /// <summary>Writes it.</summary>
    public void WriteTo(TextWriter output)
    {
        output.WriteLine($"DittoFs {ProductVersion.Text} runs; its data is in {options.DataDirectory}");
        WriteEndpoints(output);
        if (storage.Definitions.IsEmpty)
        {
            output.WriteLine("There is no share yet, so clients find nothing. Stop it and run 'start --quick-start' to make the share /export.");
        }

        foreach (var share in storage.Definitions)
        {
            WriteShare(output, share);
        }

        output.Flush();
    }

    private void WriteEndpoints(TextWriter output)
    {
        foreach (var endpoint in survey.Endpoints)
        {
            var text = new IPEndPoint(endpoint.Address, endpoint.Port).ToString();
            output.WriteLine(endpoint.Protocol == AdministrationServer.Protocol
                ? $"  http    http://{MountLines.Reachable(endpoint)}:{endpoint.Port}/health/ready"
                : $"  {endpoint.Protocol,-7} {text}");
        }

        foreach (var failure in survey.Failures)
        {
            output.WriteLine($"  {failure.Part,-7} DOES NOT RUN. {failure.Reason}");
        }
    }

    private void WriteShare(TextWriter output, ShareDefinition share)
    {
        output.WriteLine();
        output.WriteLine($"Share /{share.Name}: owner {share.RootUid}:{share.RootGid}, mode {Octal(share.RootMode)} when it was made");
        output.WriteLine($"  clients {string.Join(", ", share.ClientRules.Select(rule => rule.Network.ToString() + (rule.ReadOnly ? " (read-only)" : "")))}");
        output.WriteLine($"  root    {DescribeRoot(share)}");
        if (survey.Endpoints.FirstOrDefault(endpoint => endpoint.Protocol == "nfs") is { } nfs)
        {
            MountLines.Write(output, share.Name, nfs);
        }
    }

    private static string DescribeRoot(ShareDefinition share) => share.Squash switch
    {
        SquashMode.None or SquashMode.RootToAdmin => "of a client is TRUSTED: it stays root on this share",
        SquashMode.RootToGuest => $"of a client acts as {share.AnonymousUid}:{share.AnonymousGid}",
        SquashMode.AllToGuest => $"and everybody else acts as {share.AnonymousUid}:{share.AnonymousGid}",
        SquashMode.AllToAdmin => "is what everybody acts as",
    };

    private static string Octal(uint mode) => "0" + Convert.ToString(mode, 8).PadLeft(3, '0');
}
