using System.Runtime.InteropServices;
using System.Text;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Metadata.Memory;

/// <summary>The name rows and the cookie rows of one directory. As in every store, these are two sets of rows that only the caller keeps in step.</summary>
internal sealed class MemoryDirectory
{
    private readonly Dictionary<FileName, NameRecord> byName = [];
    private readonly Dictionary<string, List<FileName>> byFold = [];
    private readonly SortedRows<DirectoryRow> byCookie = new(
        static row => row.Entry.Cookie,
        static cookie => new DirectoryRow(default, new NameRecord(default, default, cookie), null));

    /// <summary>True when no row of either set is left.</summary>
    public bool IsEmpty => byName.Count == 0 && byCookie.IsEmpty;

    /// <summary>Writes an entry; <paramref name="name"/> owns its bytes.</summary>
    public void Put(FileName name, NameRecord entry)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(byName, name, out var existed);
        slot = entry;
        if (!existed)
        {
            ref var equals = ref CollectionsMarshal.GetValueRefOrAddDefault(byFold, Fold(name), out _);
            (equals ??= []).Add(name);
        }

        byCookie.Put(new DirectoryRow(name, entry, null));
    }

    /// <summary>Removes the name's row and the cookie's row.</summary>
    public void Remove(FileName name, ulong cookie)
    {
        byCookie.Remove(cookie);
        if (byName.Remove(name) && byFold.TryGetValue(Fold(name), out var equals))
        {
            equals.Remove(name);
            if (equals.Count == 0)
            {
                byFold.Remove(Fold(name));
            }
        }
    }

    /// <summary>What exactly this name leads to.</summary>
    public NameRecord? Find(FileName name) => byName.TryGetValue(name, out var entry) ? entry : null;

    /// <summary>The names that fold to what <paramref name="name"/> folds to, ordered by their bytes.</summary>
    public IReadOnlyList<DirectoryRow> FindFolded(FileName name)
    {
        if (!byFold.TryGetValue(Fold(name), out var equals))
        {
            return [];
        }

        var rows = equals.ConvertAll(candidate => new DirectoryRow(candidate, byName[candidate], null));
        rows.Sort(static (left, right) => left.Name.Span.SequenceCompareTo(right.Name.Span));
        return rows;
    }

    /// <summary>The entries with a cookie above <paramref name="afterCookie"/>, in order.</summary>
    public IEnumerable<DirectoryRow> After(ulong afterCookie) => afterCookie == ulong.MaxValue ? [] : byCookie.From(afterCookie + 1);

    private static string Fold(FileName name)
    {
        Span<byte> folded = stackalloc byte[NameFolding.FoldedBytesMax];
        return Encoding.Latin1.GetString(folded[..NameFolding.Fold(name.Span, folded)]);
    }
}
