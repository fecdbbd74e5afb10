namespace DittoFs.Storage.Shares;

/// <summary>A place for blocks behind the S3 protocol. Shares with the same place never see each other's blocks.</summary>
public sealed record S3Location
{
    /// <summary>The bucket; it must exist.</summary>
    public required string Bucket { get; init; }

    /// <summary>The address of the service, http or https; null for AWS itself.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region that requests are signed for, and that AWS is asked in.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>What all keys begin with: empty, or words that end with a slash.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The bucket is named in the path of an address and not in its host.</summary>
    public bool PathStyle { get; init; }

    /// <summary>The access key; null for the default chain (environment, profile, the machine's role).</summary>
    public string? AccessKey { get; init; }

    /// <summary>The secret of <see cref="AccessKey"/>. Never logged.</summary>
    public string? SecretKey { get; init; }

    /// <summary>The endpoint may be one that <see cref="Primitives.EndpointRules"/> forbids.</summary>
    public bool AllowLinkLocal { get; init; }

    /// <summary>Everything but the secret.</summary>
    public override string ToString() => $"{Endpoint?.GetLeftPart(UriPartial.Authority) ?? $"s3:{Region}"}/{Bucket}/{Prefix}";
}
