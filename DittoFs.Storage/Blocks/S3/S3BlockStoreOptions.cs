namespace DittoFs.Storage.Blocks.S3;

/// <summary>Where a share's blocks lie in an object store, who asks for them, and how patiently.</summary>
internal sealed record S3BlockStoreOptions
{
    /// <summary>The bucket; it must exist.</summary>
    public required string Bucket { get; init; }

    /// <summary>The address of the service, http or https; null for AWS itself in <see cref="Region"/>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>What all keys begin with: empty, or words that end with a slash.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The bucket is named in the path of an address and not in its host.</summary>
    public bool PathStyle { get; init; }

    /// <summary>The access key; null for the default chain (environment, profile, the machine's role).</summary>
    public string? AccessKey { get; init; }

    /// <summary>The secret of <see cref="AccessKey"/>.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Connects to addresses that <see cref="Primitives.EndpointRules"/> forbids, too.</summary>
    public bool AllowLinkLocal { get; init; }

    /// <summary>A block above this is put in parts; 5 MiB to 5 GiB.</summary>
    public long MultipartThresholdBytes { get; init; } = 32L << 20;

    /// <summary>The length of a part; 5 MiB, which is the least that the protocol allows, to 5 GiB.</summary>
    public long PartBytes { get; init; } = 16L << 20;

    /// <summary>How long a request may wait for its answer, or for the next bytes of its body to go out.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may take. Short, so that a service is found soon that comes back from where packets were lost.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a share's start waits for the service before it goes on without.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Connections that are open at once, at most.</summary>
    public int ConnectionsMax { get; init; } = 64;

    /// <summary>Everything but the secret.</summary>
    public override string ToString() => $"{Endpoint?.GetLeftPart(UriPartial.Authority) ?? $"s3:{Region}"}/{Bucket}/{Prefix}";
}
