using System.Buffers.Binary;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <summary>
/// The keys of the database. Numbers in keys are big-endian, so that byte order is their order.
/// <code>
/// share 16 | 'S'                                             superblock
/// share 16 | 'I' | node 8                                    node record
/// share 16 | 'N' | directory 8 | fold(name) | 0 | name       entry by name
/// share 16 | 'C' | directory 8 | cookie 8                    entry by cookie
/// share 16 | 'E' | content 8 | offset 8                      row of a content map
/// share 16 | 'D' | content 8                                 dropped content
/// share 16 | 'O' | node 8                                    orphan
/// share 16 | 'Q' | uid 4                                     what an owner holds
/// "format", "applied"                                        of the database itself; shorter than any key of a share
/// </code>
/// Every method writes into the buffer that it is given, at least <see cref="LengthMax"/> long, and returns the part that is the key.
/// </summary>
internal static class RocksDbKeys
{
    /// <summary>The longest key in bytes.</summary>
    public const int LengthMax = PrefixLength + 8 + NameFolding.FoldedBytesMax + 1 + FileName.BytesMax;

    /// <summary>Where the number behind share and row letter begins.</summary>
    public const int PrefixLength = 17;

    /// <summary>The database's format version.</summary>
    public static ReadOnlySpan<byte> Format => "format"u8;

    /// <summary>The applied sequence.</summary>
    public static ReadOnlySpan<byte> Applied => "applied"u8;

    /// <summary>The superblock's key.</summary>
    public static ReadOnlySpan<byte> Superblock(Span<byte> buffer, ShareId share) => Prefix(buffer, share, 'S');

    /// <summary>What the keys of all rows of one letter begin with.</summary>
    public static ReadOnlySpan<byte> Rows(Span<byte> buffer, ShareId share, char letter) => Prefix(buffer, share, letter);

    /// <summary>What the keys of all node records begin with.</summary>
    public static ReadOnlySpan<byte> Nodes(Span<byte> buffer, ShareId share) => Prefix(buffer, share, 'I');

    /// <summary>What the keys of all map rows of all contents begin with.</summary>
    public static ReadOnlySpan<byte> AllExtents(Span<byte> buffer, ShareId share) => Prefix(buffer, share, 'E');

    /// <summary>Below every row of the share, or (<paramref name="upper"/>) above it.</summary>
    public static ReadOnlySpan<byte> Bound(Span<byte> buffer, ShareId share, bool upper) => Prefix(buffer, share, upper ? '\u00FF' : '\0');

    /// <summary>A node record's key.</summary>
    public static ReadOnlySpan<byte> Node(Span<byte> buffer, ShareId share, NodeId node) => Numbered(buffer, share, 'I', node.Value);

    /// <summary>What the keys of all entries of a directory by cookie begin with.</summary>
    public static ReadOnlySpan<byte> Cookies(Span<byte> buffer, ShareId share, NodeId directory) => Numbered(buffer, share, 'C', directory.Value);

    /// <summary>The key of an entry by cookie.</summary>
    public static ReadOnlySpan<byte> Cookie(Span<byte> buffer, ShareId share, NodeId directory, ulong cookie) =>
        Numbered(buffer, share, 'C', directory.Value, cookie);

    /// <summary>What the keys of all names begin with that fold to what <paramref name="name"/> folds to.</summary>
    public static ReadOnlySpan<byte> FoldedNames(Span<byte> buffer, ShareId share, NodeId directory, ReadOnlySpan<byte> name)
    {
        var length = Numbered(buffer, share, 'N', directory.Value).Length;
        length += NameFolding.Fold(name, buffer[length..]);
        buffer[length] = 0;
        return buffer[..(length + 1)];
    }

    /// <summary>The key of an entry by name.</summary>
    public static ReadOnlySpan<byte> Name(Span<byte> buffer, ShareId share, NodeId directory, ReadOnlySpan<byte> name)
    {
        var length = FoldedNames(buffer, share, directory, name).Length;
        name.CopyTo(buffer[length..]);
        return buffer[..(length + name.Length)];
    }

    /// <summary>What the keys of all rows of a content map begin with.</summary>
    public static ReadOnlySpan<byte> Extents(Span<byte> buffer, ShareId share, ContentId content) => Numbered(buffer, share, 'E', content.Value);

    /// <summary>The key of the row of a content map that begins at an offset.</summary>
    public static ReadOnlySpan<byte> Extent(Span<byte> buffer, ShareId share, ContentId content, ulong offset) =>
        Numbered(buffer, share, 'E', content.Value, offset);

    /// <summary>What the keys of all dropped contents begin with.</summary>
    public static ReadOnlySpan<byte> DroppedContents(Span<byte> buffer, ShareId share) => Prefix(buffer, share, 'D');

    /// <summary>The key of a dropped content.</summary>
    public static ReadOnlySpan<byte> DroppedContent(Span<byte> buffer, ShareId share, ContentId content) => Numbered(buffer, share, 'D', content.Value);

    /// <summary>What the keys of all counters of what owners hold begin with.</summary>
    public static ReadOnlySpan<byte> AllUsage(Span<byte> buffer, ShareId share) => Prefix(buffer, share, 'Q');

    /// <summary>The key of what an owner holds.</summary>
    public static ReadOnlySpan<byte> Usage(Span<byte> buffer, ShareId share, uint uid)
    {
        Prefix(buffer, share, 'Q');
        BinaryPrimitives.WriteUInt32BigEndian(buffer[PrefixLength..], uid);
        return buffer[..(PrefixLength + 4)];
    }

    /// <summary>What the keys of all orphans begin with.</summary>
    public static ReadOnlySpan<byte> Orphans(Span<byte> buffer, ShareId share) => Prefix(buffer, share, 'O');

    /// <summary>The key of an orphan.</summary>
    public static ReadOnlySpan<byte> Orphan(Span<byte> buffer, ShareId share, NodeId node) => Numbered(buffer, share, 'O', node.Value);

    private static ReadOnlySpan<byte> Prefix(Span<byte> buffer, ShareId share, char row)
    {
        share.Value.TryWriteBytes(buffer, bigEndian: true, out var length);
        buffer[length] = (byte)row;
        return buffer[..PrefixLength];
    }

    private static ReadOnlySpan<byte> Numbered(Span<byte> buffer, ShareId share, char row, ulong number)
    {
        Prefix(buffer, share, row);
        BinaryPrimitives.WriteUInt64BigEndian(buffer[PrefixLength..], number);
        return buffer[..(PrefixLength + 8)];
    }

    private static ReadOnlySpan<byte> Numbered(Span<byte> buffer, ShareId share, char row, ulong number, ulong second)
    {
        Numbered(buffer, share, row, number);
        BinaryPrimitives.WriteUInt64BigEndian(buffer[(PrefixLength + 8)..], second);
        return buffer[..(PrefixLength + 16)];
    }
}
