using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>A protocol server with its settings and its state.</summary>
public sealed record AdapterResponse
{
    /// <summary>Its name, such as <c>nfs</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is wanted to run.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The wanted TCP port; 0 for any free one.</summary>
    public required int Port { get; init; }

    /// <summary>The wanted IP addresses to listen on.</summary>
    public required IReadOnlyList<string> ListenAddresses { get; init; }

    /// <summary>Of NFS: the port of the portmapper, 0 for none.</summary>
    public int? PortmapPort { get; init; }

    /// <summary>Of NFS: whether clients can lock.</summary>
    public bool? LockManager { get; init; }

    /// <summary>Of NFS: for how many seconds after a restart locks are only given back to those who held them.</summary>
    public int? LockGraceSeconds { get; init; }

    /// <summary>What else there is to say while it runs, a sentence each: of NFS, how clients find its ports.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Settings that are fixed from outside, each with where: these can't be changed here.</summary>
    public required IReadOnlyDictionary<string, string> Fixed { get; init; }

    /// <summary>Whether it runs.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>What it listens on, with real port numbers.</summary>
    public required IReadOnlyList<string> Endpoints { get; init; }

    /// <summary>Changes with every change.</summary>
    public required string Version { get; init; }
}

/// <summary>A change of a protocol server. What is left out stays as it is.</summary>
public sealed record UpdateAdapterRequest
{
    /// <summary>Whether it is wanted to run.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The TCP port; 0 takes any free one.</summary>
    /// <example>2049</example>
    [Range(0, 65535)]
    public int? Port { get; init; }

    /// <summary>IP addresses to listen on; <c>0.0.0.0</c> stands for all of the machine's.</summary>
    public IReadOnlyList<string>? ListenAddresses { get; init; }

    /// <summary>Of NFS: the port of the portmapper over TCP and UDP, 111 for clients to find it; 0 for none.</summary>
    [Range(0, 65535)]
    public int? PortmapPort { get; init; }

    /// <summary>Of NFS: whether clients can lock.</summary>
    public bool? LockManager { get; init; }

    /// <summary>Of NFS: for how many seconds after a restart locks are only given back to those who held them.</summary>
    /// <example>45</example>
    [Range(0, 600)]
    public int? LockGraceSeconds { get; init; }

    /// <summary>The version that the change is meant for.</summary>
    public string? Version { get; init; }
}

/// <summary>A share that a client has mounted. NFS clients vanish without a word, so theirs is a hint; SMB clients are connected to it now.</summary>
/// <param name="Protocol">The protocol: <c>nfs</c> or <c>smb</c>.</param>
/// <param name="Client">The client's address.</param>
/// <param name="Path">What it mounted.</param>
/// <param name="Since">When.</param>
/// <param name="UserName">The account that the client signed in with; null over NFS.</param>
public sealed record MountResponse(string Protocol, string Client, string Path, DateTime Since, string? UserName);
