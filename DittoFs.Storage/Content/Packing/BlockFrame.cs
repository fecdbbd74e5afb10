namespace DittoFs.Storage.Content.Packing;

/// <summary>Where a frame lies in its block, and what it holds.</summary>
/// <param name="StoredOffset">Where its stored bytes begin in the block.</param>
/// <param name="StoredLength">How many there are.</param>
/// <param name="PlainOffset">Where its plain bytes begin among the plain bytes of all frames.</param>
/// <param name="PlainLength">How many there are.</param>
/// <param name="Checksum">The checksum of the stored bytes.</param>
internal readonly record struct BlockFrame(uint StoredOffset, int StoredLength, uint PlainOffset, int PlainLength, ulong Checksum)
{
    /// <summary>The first offset behind the stored bytes.</summary>
    public uint StoredEnd => StoredOffset + (uint)StoredLength;

    /// <summary>The first offset behind the plain bytes.</summary>
    public uint PlainEnd => PlainOffset + (uint)PlainLength;
}
