using System.Net;
using DittoFs.Protocols.Smb;
using DittoFs.Storage;
using DittoFs.Storage.Shares;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Adapters;
using DittoFs.Web.ControlPlane.FirstStart;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.Hosting.Lifecycle;
using DittoFs.Web.Hosting.Tls;

namespace DittoFs.Web.Hosting.Cli;

/// <summary>What the administrator reads after a start: what runs, who may use it, and the lines to type next.</summary>
internal sealed class StartReport(
    ServerSurvey survey, RunningState running, ControlPlaneService controlPlane, InitialPassword initialPassword, SmbOptions smb, TlsCertificates certificates, StorageOptions options)
{
    /// <summary>The report of a started server.</summary>
    public static StartReport Create(IServiceProvider services) => ActivatorUtilities.CreateInstance<StartReport>(services);

    /// <summary>Writes it.</summary>
    public void WriteTo(TextWriter output)
    {
        output.WriteLine($"DittoFs {ProductVersion.Text} runs; its data is in {options.DataDirectory}");
        WriteEndpoints(output);
        WriteAccess(output);
        if (running.Shares.IsEmpty)
        {
            output.WriteLine("There is no share yet, so clients find nothing. Make one in the console, or stop the server and run 'start --quick-start'.");
        }

        foreach (var share in running.Shares.Where(share => share.Wanted.Enabled))
        {
            WriteShare(output, share.Wanted.Definition);
        }

        output.Flush();
    }

    private void WriteEndpoints(TextWriter output)
    {
        foreach (var endpoint in survey.Endpoints)
        {
            var text = new IPEndPoint(endpoint.Address, endpoint.Port).ToString();
            output.WriteLine(endpoint.Protocol == AdministrationServer.Protocol
                ? $"  {endpoint.Scheme,-7} {AddressOf(endpoint)}health/ready"
                : $"  {endpoint.Protocol,-7} {text}{DescribeFallback(endpoint)}");
        }

        if (certificates.Current is { } certificate)
        {
            output.WriteLine($"  {(certificate.IsSelfMade ? "self-signed certificate" : "certificate")} SHA-256 {certificate.Fingerprint}");
        }

        foreach (var failure in survey.Failures)
        {
            output.WriteLine($"  {failure.Part,-7} DOES NOT RUN. {failure.Reason}");
        }
    }

    private void WriteAccess(TextWriter output)
    {
        if (survey.Endpoints.FirstOrDefault(endpoint => endpoint.Protocol == AdministrationServer.Protocol) is not { } http)
        {
            return;
        }

        var address = AddressOf(http);
        output.WriteLine($"  console {address}");
        if (controlPlane.SetupToken is { } token)
        {
            output.WriteLine($"  set up  {address}setup?token={token}   (makes the administrator; works once, for {SetupService.TokenLifetime.TotalHours} hours)");
        }
        else if (initialPassword.TakeUntold() is { } password)
        {
            output.WriteLine($"  sign in as {QuickStartService.AdministratorName} with the password {password}   (shown only now; you will be asked for your own)");
        }
        else if (File.Exists(initialPassword.Path))
        {
            output.WriteLine($"  sign in as {QuickStartService.AdministratorName} with the password in {initialPassword.Path}   (removed at the first sign-in)");
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
            MountLines.WriteNfs(output, share.Name, nfs);
        }

        if (survey.Endpoints.FirstOrDefault(endpoint => endpoint.Protocol == SmbAdapter.ServerName) is { } server)
        {
            MountLines.WriteSmb(output, share.Name, server, QuickStartService.AdministratorName);
        }
    }

    private string DescribeFallback(BoundEndpoint endpoint) =>
        endpoint.Protocol == SmbAdapter.ServerName && smb.Port == SmbOptions.WellKnownPort && endpoint.Port != smb.Port
            ? $"   (port {SmbOptions.WellKnownPort} needs a right that this user lacks; Windows before 11 24H2 looks for no other)"
            : "";

    private static string AddressOf(BoundEndpoint http) => $"{http.Scheme}://{MountLines.Reachable(http)}:{http.Port}/";

    private static string DescribeRoot(ShareDefinition share) => share.Squash switch
    {
        SquashMode.None or SquashMode.RootToAdmin => "of a client is TRUSTED: it stays root on this share",
        SquashMode.RootToGuest => $"of a client acts as {share.AnonymousUid}:{share.AnonymousGid}",
        SquashMode.AllToGuest => $"and everybody else acts as {share.AnonymousUid}:{share.AnonymousGid}",
        SquashMode.AllToAdmin => "is what everybody acts as",
    };

    private static string Octal(uint mode) => "0" + Convert.ToString(mode, 8).PadLeft(3, '0');
}
