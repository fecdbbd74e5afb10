using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Cache;

/// <summary>Budgets of memory and disk for what can be read again from elsewhere.</summary>
public sealed class CacheOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Cache";

    /// <summary>What is read ahead for all readers together is at most this part of <see cref="Memory"/>: more would push out what was read ahead before.</summary>
    public const int ReadAheadDivisor = 4;

    /// <summary>Memory for nodes and names, per server; 16 MiB to 64 GiB. Changes that are not in the store yet are kept beyond it.</summary>
    public ByteSize Metadata { get; set; } = ByteSize.FromMebibytes(256);

    /// <summary>Memory for files' bytes that came from block stores behind a network, per server and outside of the managed heap; 16 MiB to 1 TiB.</summary>
    public ByteSize Memory { get; set; } = ByteSize.FromMebibytes(256);

    /// <summary>Disk for files' bytes of such stores, beside the log's own budget: 0 for none, else at least four segments of the log.</summary>
    public ByteSize Disk { get; set; } = ByteSize.FromGibibytes(8);

    /// <summary>The most that is read ahead of one sequential reader: 0 for none, up to 64 MiB and a quarter of <see cref="Memory"/>.</summary>
    public ByteSize ReadAhead { get; set; } = ByteSize.FromMebibytes(8);

    /// <summary>The budget of what is read ahead.</summary>
    internal ReadAheadBudget MakeReadAheadBudget() => new(Memory.Bytes / ReadAheadDivisor, (int)Math.Min(ReadAhead.Bytes, Memory.Bytes / ReadAheadDivisor));
}
