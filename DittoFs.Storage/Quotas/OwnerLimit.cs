using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Quotas;

/// <summary>What one owner may hold on a share.</summary>
/// <param name="Bytes">Bytes of his files, each rounded up to 4 KiB; null for no limit.</param>
/// <param name="Nodes">Nodes of every kind; null for no limit.</param>
public sealed record OwnerLimit(ByteSize? Bytes, ulong? Nodes)
{
    /// <summary>No limit.</summary>
    public static OwnerLimit None { get; } = new(null, null);
}
