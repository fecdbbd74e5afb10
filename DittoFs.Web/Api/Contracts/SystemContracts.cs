namespace DittoFs.Web.Api.Contracts;

/// <summary>What the server is.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Version">The product's version.</param>
/// <param name="StartedAt">When this process started.</param>
/// <param name="DataDirectory">Where its data lie.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="Endpoints">What it listens on.</param>
/// <param name="Certificate">The certificate of HTTPS; left out when HTTPS is not spoken, or has none.</param>
/// <param name="CertificateProblem">Why the configured certificate is not in use; left out when it is.</param>
public sealed record SystemInfoResponse(
    string Name, string Version, DateTime StartedAt, string DataDirectory, int ProcessId, IReadOnlyList<EndpointResponse> Endpoints,
    CertificateResponse? Certificate = null, string? CertificateProblem = null);

/// <summary>What a rotation of the master key did.</summary>
/// <param name="Resealed">Secrets that were sealed with the new key.</param>
/// <param name="Unreadable">Secrets that could not be opened with the old one, and stay as they are.</param>
public sealed record MasterKeyRotationResponse(int Resealed, int Unreadable);

/// <summary>That the server stops.</summary>
/// <param name="ProcessId">The process; when it has ended, the server has stopped.</param>
public sealed record StopResponse(int ProcessId);

/// <summary>An address that the server listens on.</summary>
/// <param name="Protocol">The protocol, such as <c>nfs</c> or <c>http</c>.</param>
/// <param name="Address">The IP address.</param>
/// <param name="Port">The port.</param>
/// <param name="Scheme">What addresses of the API and the console begin with, <c>http</c> or <c>https</c>; left out for other protocols.</param>
public sealed record EndpointResponse(string Protocol, string Address, int Port, string? Scheme = null);

/// <summary>A part that should run and does not.</summary>
/// <param name="Part">What it is.</param>
/// <param name="Reason">Why, and what to do.</param>
public sealed record FailureResponse(string Part, string Reason);

/// <summary>How the log or a store is.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Healthy">Whether it takes operations.</param>
/// <param name="Detail">What is wrong, or what it holds.</param>
public sealed record StoreHealthResponse(string Name, bool Healthy, string Detail);

/// <summary>Sums over the connections of a protocol since the start.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Connections">Open connections.</param>
/// <param name="ConnectionsAccepted">Connections that were accepted.</param>
/// <param name="BytesReceived">Bytes that clients sent.</param>
/// <param name="BytesSent">Bytes that were sent to clients.</param>
public sealed record TrafficResponse(string Protocol, int Connections, long ConnectionsAccepted, long BytesReceived, long BytesSent);

/// <summary>The state of the server at one moment.</summary>
public sealed record OverviewResponse
{
    /// <summary>The moment.</summary>
    public required DateTime Time { get; init; }

    /// <summary>Where the server is in its life: starting, running or stopping.</summary>
    public required string Phase { get; init; }

    /// <summary>Shares that there are.</summary>
    public required int Shares { get; init; }

    /// <summary>Shares that run.</summary>
    public required int SharesRunning { get; init; }

    /// <summary>Accounts.</summary>
    public required int Users { get; init; }

    /// <summary>Groups.</summary>
    public required int Groups { get; init; }

    /// <summary>Mounts that clients reported.</summary>
    public required int Mounts { get; init; }

    /// <summary>Traffic by protocol.</summary>
    public required IReadOnlyList<TrafficResponse> Traffic { get; init; }

    /// <summary>The log and every store.</summary>
    public required IReadOnlyList<StoreHealthResponse> Stores { get; init; }

    /// <summary>Parts that should run and do not.</summary>
    public required IReadOnlyList<FailureResponse> Failures { get; init; }
}

