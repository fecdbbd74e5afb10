using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata;

/// <summary>
/// Which names of a directory fold to the same, for those that were asked for lately. Entries are made and changed under the directory's lock, read without. It
/// may forget anything at any time: when it is full it forgets all.
/// </summary>
internal sealed class FoldedNameCache
{
    private const int EntriesMax = 100_000;

    private readonly ConcurrentDictionary<Key, FileName[]> entries = new(KeyComparer.Instance);

    /// <summary>Finds the names that fold to what <paramref name="name"/> folds to; there may be none.</summary>
    public bool TryGet(NodeId directory, FileName name, [NotNullWhen(true)] out FileName[]? names)
    {
        names = null;
        return !entries.IsEmpty && entries.TryGetValue(Key.Of(directory, name), out names);
    }

    /// <summary>Takes what the store has. Under the directory's lock.</summary>
    public void Add(NodeId directory, FileName name, IReadOnlyList<DirectoryRow> rows)
    {
        if (entries.Count >= EntriesMax)
        {
            entries.Clear();
        }

        entries[Key.Of(directory, name)] = [.. rows.Select(static row => row.Name)];
    }

    /// <summary>Follows a name that was made or removed. Under the directory's lock.</summary>
    public void Follow(NodeId directory, FileName name, bool exists)
    {
        if (!TryGet(directory, name, out var names))
        {
            return;
        }

        var others = names.Where(other => other != name);
        entries[Key.Of(directory, name)] = exists ? [.. others, name.Copy()] : [.. others];
    }

    private readonly record struct Key(NodeId Directory, byte[] Folded)
    {
        public static Key Of(NodeId directory, FileName name)
        {
            Span<byte> folded = stackalloc byte[NameFolding.FoldedBytesMax];
            return new Key(directory, folded[..NameFolding.Fold(name.Span, folded)].ToArray());
        }
    }

    private sealed class KeyComparer : IEqualityComparer<Key>
    {
        public static readonly KeyComparer Instance = new();

        public bool Equals(Key x, Key y) => x.Directory == y.Directory && x.Folded.AsSpan().SequenceEqual(y.Folded);

        public int GetHashCode(Key obj) => HashCode.Combine(obj.Directory.Value, XxHash3.HashToUInt64(obj.Folded));
    }
}
