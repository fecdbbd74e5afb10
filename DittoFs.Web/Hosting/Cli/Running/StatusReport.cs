using System.Net;
using System.Text.Json;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Hosting.Lifecycle;
using DittoFs.Web.Observability;

namespace DittoFs.Web.Hosting.Cli.Running;

/// <summary>How the server of a data directory is, as <c>status</c> tells it.</summary>
internal sealed record StatusReport
{
    /// <summary>Whether a server runs.</summary>
    public required bool Running { get; init; }

    /// <summary>Whether everything that should run does.</summary>
    public bool Ready { get; init; }

    /// <summary>Where it is in its life; null when none runs.</summary>
    public string? Phase { get; init; }

    /// <summary>The process.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The version that runs.</summary>
    public string? Version { get; init; }

    /// <summary>When it started, UTC.</summary>
    public DateTime? StartedAt { get; init; }

    /// <summary>The data directory.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>What it listens on.</summary>
    public IReadOnlyList<EndpointResponse> Endpoints { get; init; } = [];

    /// <summary>The certificate of HTTPS; null when it is not spoken, has none, or could not be asked for.</summary>
    public CertificateResponse? Certificate { get; init; }

    /// <summary>Why the configured certificate is not in use; null when it is.</summary>
    public string? CertificateProblem { get; init; }

    /// <summary>Shares that there are; null when it could not be asked.</summary>
    public int? Shares { get; init; }

    /// <summary>Shares that run.</summary>
    public int? SharesRunning { get; init; }

    /// <summary>What is not as it should be.</summary>
    public IReadOnlyList<FailureResponse> Failures { get; init; } = [];

    /// <summary>Asks the server, or looks at what it has left.</summary>
    public static async Task<StatusReport> ReadAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        using var client = await ControlClient.FindAsync(dataDirectory, cancellationToken);
        if (client is not null)
        {
            return await AskAsync(client, cancellationToken);
        }

        return RunningServer.Find(dataDirectory) is { } document ? Read(document) : new StatusReport { Running = false, DataDirectory = dataDirectory };
    }

    /// <summary>Writes it for people.</summary>
    public void WriteTo(TextWriter output, DateTime now)
    {
        if (!Running)
        {
            output.WriteLine($"No server runs on {DataDirectory}.");
            return;
        }

        output.WriteLine($"DittoFs {Version} {(Ready ? "runs" : $"is not ready ({Phase})")} as process {ProcessId}, for {Age(now - StartedAt!.Value)}; its data is in {DataDirectory}");
        foreach (var endpoint in Endpoints)
        {
            output.WriteLine($"  {endpoint.Scheme ?? endpoint.Protocol,-7} {new IPEndPoint(IPAddress.Parse(endpoint.Address), endpoint.Port)}");
        }

        if (Certificate is { } certificate)
        {
            output.WriteLine($"  {(certificate.SelfSigned ? "self-signed certificate" : "certificate")}, good until {certificate.NotAfter:yyyy-MM-dd}, SHA-256 {certificate.Fingerprint}");
        }

        if (CertificateProblem is not null && Certificate is not null)
        {
            output.WriteLine($"  certificate NOT RENEWED: {CertificateProblem}");
        }

        if (Shares is not null)
        {
            output.WriteLine($"  shares  {SharesRunning} of {Shares} run");
        }

        foreach (var failure in Failures)
        {
            output.WriteLine($"  {failure.Part,-7} DOES NOT RUN. {failure.Reason}");
        }
    }

    /// <summary>As JSON, with the names of the REST API.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonOutput.Options);

    private static async Task<StatusReport> AskAsync(ControlClient client, CancellationToken cancellationToken)
    {
        var info = await client.SendAsync<SystemInfoResponse>(HttpMethod.Get, "api/v1/system/info", null, cancellationToken);
        var overview = await client.SendAsync<OverviewResponse>(HttpMethod.Get, "api/v1/system/overview", null, cancellationToken);
        var readiness = await client.GetAnyAsync<ReadinessReport>("health/ready", cancellationToken);
        var known = overview.Failures.Select(failure => failure.Part).ToHashSet();
        return new StatusReport
        {
            Running = true,
            Ready = readiness.Ready && overview.Failures.Count == 0,
            Phase = overview.Phase,
            ProcessId = info.ProcessId,
            Version = info.Version,
            StartedAt = info.StartedAt,
            DataDirectory = info.DataDirectory,
            Endpoints = info.Endpoints,
            Certificate = info.Certificate,
            CertificateProblem = info.CertificateProblem,
            Shares = overview.Shares,
            SharesRunning = overview.SharesRunning,
            Failures =
            [
                .. overview.Failures,
                .. readiness.Parts.Where(part => !part.Ready && !known.Contains(part.Part)).Select(part => new FailureResponse(part.Part, part.Reason)),
                .. overview.Stores.Where(store => !store.Healthy).Select(store => new FailureResponse(store.Name, store.Detail)),
            ],
        };
    }

    private static StatusReport Read(ServerFileDocument document) => new()
    {
        Running = true,
        Phase = "does not answer on its control socket",
        ProcessId = document.Pid,
        Version = document.Version,
        StartedAt = document.StartTime.UtcDateTime,
        DataDirectory = document.DataDirectory,
        Endpoints = [.. document.Endpoints.Select(endpoint => new EndpointResponse(endpoint.Protocol, endpoint.Address, endpoint.Port, endpoint.Scheme))],
        Failures = [.. document.Failures.Select(failure => new FailureResponse(failure.Part, failure.Reason))],
    };

    private static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 2 } => $"{age.TotalSeconds:0} s",
        { TotalHours: < 2 } => $"{age.TotalMinutes:0} min",
        { TotalDays: < 2 } => $"{age.TotalHours:0} h",
        _ => $"{age.TotalDays:0} d",
    };
}
