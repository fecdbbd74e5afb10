namespace DittoFs.Storage.StoreTypes;

/// <summary>Where store types come from. Only the configuration says so, never the API: who may name code to load may do anything that the server may.</summary>
public sealed class StoreTypeOptions
{
    /// <summary>Absolute paths of assemblies.</summary>
    public IReadOnlyList<string> Assemblies { get; set; } = [];

    /// <summary>Lets stores lie behind addresses that <see cref="Primitives.EndpointRules"/> forbids.</summary>
    public bool AllowLinkLocal { get; set; }
}
