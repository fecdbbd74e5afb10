using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Cache;

/// <summary>Memory budgets.</summary>
public sealed class CacheOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Cache";

    /// <summary>Memory for nodes and names, per server; 16 MiB to 64 GiB. Changes that are not in the store yet are kept beyond it.</summary>
    public ByteSize Metadata { get; set; } = ByteSize.FromMebibytes(256);
}
