using System.Text.Json.Serialization;

namespace DittoFs.Web.Hosting.Shares;

/// <summary>The content of <c>shares.json</c>.</summary>
/// <param name="FormatVersion">Which layout follows; a reader refuses one that it does not know.</param>
/// <param name="Shares">One entry for each share.</param>
internal sealed record ShareDocument(int FormatVersion, IReadOnlyList<ShareEntry> Shares);

/// <summary>One share as it is stored: words and numbers only, so that the runtime's types can change without the file.</summary>
internal sealed record ShareEntry
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Metadata { get; init; }

    public required string Blocks { get; init; }

    public required string Durability { get; init; }

    public bool ReadOnly { get; init; }

    public required string Squash { get; init; }

    public uint AnonymousUid { get; init; }

    public uint AnonymousGid { get; init; }

    public bool AllowAnonymous { get; init; }

    public required string DefaultPermission { get; init; }

    public IReadOnlyList<PermissionEntry> Users { get; init; } = [];

    public IReadOnlyList<PermissionEntry> Groups { get; init; } = [];

    public IReadOnlyList<ClientEntry> Clients { get; init; } = [];

    public uint RootUid { get; init; }

    public uint RootGid { get; init; }

    /// <summary>Octal, as <c>chmod</c> takes it.</summary>
    public required string RootMode { get; init; }

    public string? QuotaBytes { get; init; }

    public ulong? QuotaNodes { get; init; }
}

/// <summary>What a user or group number may do.</summary>
internal sealed record PermissionEntry(uint Id, string Permission);

/// <summary>A network whose clients are let in.</summary>
internal sealed record ClientEntry(string Network, bool ReadOnly);

/// <summary>Reads and writes <see cref="ShareDocument"/> without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ShareDocument))]
internal sealed partial class ShareDocumentJson : JsonSerializerContext;
