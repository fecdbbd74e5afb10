using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>A named store that shares are put on.</summary>
/// <param name="Id">The lasting identity.</param>
/// <param name="Name">Its name, unique among the stores of its use.</param>
/// <param name="Use">What it keeps.</param>
/// <param name="Kind">Its technology.</param>
/// <param name="Options">Settings of its kind.</param>
/// <param name="Shares">Names of the shares on it.</param>
/// <param name="Version">Changes with every change.</param>
public sealed record StoreResponse(
    Guid Id, string Name, StoreUse Use, StoreKind Kind, IReadOnlyDictionary<string, string> Options, IReadOnlyList<string> Shares, string Version);

/// <summary>A new store.</summary>
public sealed record CreateStoreRequest
{
    /// <summary>1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit.</summary>
    /// <example>big-disk</example>
    [Required, RegularExpression(Patterns.ShareName, ErrorMessage = Patterns.ShareNameRule)]
    public string Name { get; init; } = "";

    /// <summary>What it keeps.</summary>
    [Required]
    public StoreUse? Use { get; init; }

    /// <summary>Its technology: memory, rocksdb, postgres or custom for metadata, memory, filesystem, s3 or custom for blocks.</summary>
    [Required]
    public StoreKind? Kind { get; init; }

    /// <summary>
    /// Settings of its kind. <c>filesystem</c> takes <c>path</c>, an absolute path on the server; the data directory when left out. <c>s3</c> takes
    /// <c>bucket</c>, <c>endpoint</c> (AWS when left out), <c>region</c>, <c>prefix</c>, <c>pathStyle</c> (true or false), and <c>accessKey</c> with
    /// <c>secretKey</c> (what the server finds in its environment when left out). <c>postgres</c> takes <c>connectionString</c>, as Npgsql writes it:
    /// <c>Host=db;Database=files;Username=dittofs;Password=…</c>. Secret and connection string are never shown again; of the latter, <c>database</c> says where
    /// it leads. <c>custom</c> takes <c>type</c>, the name of a type that the setting <c>Stores:Assemblies</c> has added to the server, and what that type takes; all of
    /// these options are shown.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }
}

/// <summary>What a try of a store came to.</summary>
/// <param name="Healthy">It can be used.</param>
/// <param name="Detail">What was done, or what failed and what to look at.</param>
public sealed record StoreCheckResponse(bool Healthy, string Detail);

/// <summary>A change of a store. What is left out stays as it is.</summary>
public sealed record UpdateStoreRequest
{
    /// <summary>A new name.</summary>
    [RegularExpression(Patterns.ShareName, ErrorMessage = Patterns.ShareNameRule)]
    public string? Name { get; init; }

    /// <summary>New settings, which replace the old ones. Only for a store that no share uses.</summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }

    /// <summary>The version that the change is meant for.</summary>
    public string? Version { get; init; }
}

/// <summary>A collection of a block store: the search for blocks that no file needs. Bytes are those of whole blocks.</summary>
public sealed record CollectionResponse
{
    /// <summary>The store's name.</summary>
    public required string Store { get; init; }

    /// <summary>How far it is.</summary>
    public required CollectionState State { get; init; }

    /// <summary>Nothing is deleted.</summary>
    public required bool DryRun { get; init; }

    /// <summary>When it began.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTime? FinishedAt { get; init; }

    /// <summary>Why it ended early; null when it did not.</summary>
    public string? Reason { get; init; }

    /// <summary>Blocks in the store.</summary>
    public required long Blocks { get; init; }

    /// <summary>Their bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Blocks that no file of any share needs, those that are due included.</summary>
    public required long DeadBlocks { get; init; }

    /// <summary>Their bytes.</summary>
    public required long DeadBytes { get; init; }

    /// <summary>Dead blocks whose grace is over: what is deleted, or would be without a dry run.</summary>
    public required long DueBlocks { get; init; }

    /// <summary>Their bytes.</summary>
    public required long DueBytes { get; init; }

    /// <summary>Blocks that were deleted.</summary>
    public required long DeletedBlocks { get; init; }

    /// <summary>Their bytes.</summary>
    public required long DeletedBytes { get; init; }
}
