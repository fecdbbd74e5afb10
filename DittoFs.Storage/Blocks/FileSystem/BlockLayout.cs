using System.Globalization;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.FileSystem;

/// <summary>
/// Where blocks lie below a store's directory.
/// <code>
/// store.json                 format version and share
/// incoming/{block}.{n}       blocks that are being put; what is found here at a start was never finished
/// {two digits}/{block}       blocks, by the last byte of their id, which is random in every kind of GUID
/// </code>
/// </summary>
internal sealed class BlockLayout(string root)
{
    /// <summary>The number of directories that blocks are spread over.</summary>
    public const int FanOut = 256;

    private const int IdLength = 32;

    private long puts;

    /// <summary>The store's directory.</summary>
    public string Root => root;

    /// <summary>Where blocks are written before they get their name.</summary>
    public string Incoming { get; } = Path.Combine(root, "incoming");

    /// <summary>The directory of one bucket, 0 to 255.</summary>
    public string Bucket(int number) => Path.Combine(root, number.ToString("x2", CultureInfo.InvariantCulture));

    /// <summary>The bucket of a block.</summary>
    public static int BucketOf(BlockId block)
    {
        Span<byte> bytes = stackalloc byte[16];
        block.Value.TryWriteBytes(bytes);
        return bytes[^1];
    }

    /// <summary>The file of a block.</summary>
    public string File(BlockId block) => Path.Combine(Bucket(BucketOf(block)), block.ToString());

    /// <summary>A file that nobody else writes, for a block that is being put.</summary>
    public string IncomingFile(BlockId block) =>
        Path.Combine(Incoming, string.Create(CultureInfo.InvariantCulture, $"{block}.{Interlocked.Increment(ref puts)}"));

    /// <summary>The block that a file in <paramref name="bucket"/> is; false for a file that is none.</summary>
    public static bool TryParse(int bucket, ReadOnlySpan<char> fileName, out BlockId block)
    {
        var parsed = Guid.TryParseExact(fileName, "N", out var value) && fileName.Length == IdLength;
        block = new BlockId(value);
        return parsed && BucketOf(block) == bucket;
    }
}
