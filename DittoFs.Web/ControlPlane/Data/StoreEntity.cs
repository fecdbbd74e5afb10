using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.ControlPlane.Data;

/// <summary>A named store that shares are put on.</summary>
internal sealed class StoreEntity : IVersioned
{
    /// <summary>The lasting identity.</summary>
    public Guid Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; set; }

    /// <summary>The name in upper case: unique among the stores of a use.</summary>
    public required string NormalizedName { get; set; }

    /// <summary>What it keeps.</summary>
    public StoreUse Use { get; init; }

    /// <summary>Its technology.</summary>
    public StoreKind Kind { get; init; }

    /// <summary>Settings of its kind, as a JSON object of texts.</summary>
    public string Options { get; set; } = "{}";

    /// <inheritdoc/>
    public Guid Version { get; set; }
}
