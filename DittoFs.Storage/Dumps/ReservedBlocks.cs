using System.Buffers.Binary;
using System.Globalization;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Dumps;

/// <summary>What a reserved block is.</summary>
internal enum ReservedKind : byte
{
    /// <summary>None: a block of files' bytes.</summary>
    None = 0,

    /// <summary>The last block of a dump, which says what it holds. Without it there is no dump.</summary>
    Manifest = 1,

    /// <summary>Rows.</summary>
    Rows = 2,

    /// <summary>The blocks that the rows name.</summary>
    Needed = 3,

    /// <summary>Who has the share.</summary>
    Owner = 4,

    /// <summary>Tells the store's time.</summary>
    Probe = 5,
}

/// <summary>A reserved block by its parts.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">The dump's number, or the owner's epoch.</param>
/// <param name="Part">Which one of its kind.</param>
internal readonly record struct ReservedBlock(ReservedKind Kind, uint Number, uint Part);

/// <summary>
/// Ids of blocks that hold no bytes of files, so that they are found again by a listing alone, on any block store.
/// <code>
/// magic 6 | kind 1 | 0 1 | number 4 | part 4          big-endian, as the id is written in hexadecimal digits
/// </code>
/// Ids of other blocks are random, so that one of 2^48 looks like these; the collector would keep it.
/// </summary>
internal static class ReservedBlocks
{
    private const int MagicLength = 6;

    private static ReadOnlySpan<byte> Magic => [0xD1, 0x77, 0x0F, 0x5D, 0x05, 0x11];

    /// <summary>What all reserved ids begin with, in hexadecimal digits.</summary>
    public static string Prefix => Convert.ToHexStringLower(Magic);

    /// <summary>What the ids of one kind begin with.</summary>
    public static string PrefixOf(ReservedKind kind) => Prefix + ((byte)kind).ToString("x2", CultureInfo.InvariantCulture);

    /// <summary>The id.</summary>
    public static BlockId Make(in ReservedBlock block)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        Magic.CopyTo(bytes);
        bytes[MagicLength] = (byte)block.Kind;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], block.Number);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], block.Part);
        return new BlockId(new Guid(bytes, bigEndian: true));
    }

    /// <summary>The parts of a reserved id; false for any other.</summary>
    public static bool TryParse(BlockId id, out ReservedBlock block)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        block = new ReservedBlock((ReservedKind)bytes[MagicLength], BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]));
        return bytes.StartsWith(Magic);
    }
}
