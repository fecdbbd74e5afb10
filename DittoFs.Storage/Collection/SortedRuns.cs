using System.Runtime.InteropServices;

namespace DittoFs.Storage.Collection;

/// <summary>
/// Sorts any number of items in a fixed amount of memory: what does not fit is written to scratch files in sorted runs, and read back merged. The files are
/// gone when this is disposed, or with the process.
/// </summary>
/// <param name="directory">For the scratch files; it exists.</param>
/// <param name="itemsInMemory">Items that are sorted at once.</param>
internal sealed class SortedRuns<T>(string directory, int itemsInMemory) : IDisposable
    where T : unmanaged, IComparable<T>
{
    private const int ItemsPerRead = 4096;

    private readonly List<FileStream> runs = [];
    private T[] buffer = new T[Math.Min(itemsInMemory, ItemsPerRead)];
    private int count;

    /// <summary>Adds an item.</summary>
    /// <exception cref="IOException">A scratch file can't be written.</exception>
    public void Add(in T item)
    {
        if (count == buffer.Length)
        {
            Grow();
        }

        buffer[count++] = item;
    }

    /// <summary>All items in order, once; nothing can be added afterwards.</summary>
    /// <exception cref="IOException">A scratch file can't be read.</exception>
    public IEnumerable<T> Read()
    {
        buffer.AsSpan(0, count).Sort();
        var heads = new PriorityQueue<IEnumerator<T>, T>();
        foreach (var source in runs.Select(ReadRun).Append(buffer.Take(count)))
        {
            var items = source.GetEnumerator();
            if (items.MoveNext())
            {
                heads.Enqueue(items, items.Current);
            }
        }

        while (heads.TryPeek(out var items, out var item))
        {
            yield return item;
            if (items.MoveNext())
            {
                heads.DequeueEnqueue(items, items.Current);
            }
            else
            {
                heads.Dequeue();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => runs.ForEach(static run => run.Dispose());

    private void Grow()
    {
        if (buffer.Length < itemsInMemory)
        {
            Array.Resize(ref buffer, Math.Min(itemsInMemory, buffer.Length * 2));
            return;
        }

        buffer.AsSpan().Sort();
        var run = new FileStream(
            Path.Combine(directory, $"run-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        runs.Add(run);
        run.Write(MemoryMarshal.AsBytes(buffer.AsSpan()));
        count = 0;
    }

    private static IEnumerable<T> ReadRun(FileStream run)
    {
        var items = new T[ItemsPerRead];
        run.Position = 0;
        while (Fill(run, items) is > 0 and var read)
        {
            for (var i = 0; i < read; i++)
            {
                yield return items[i];
            }
        }
    }

    private static unsafe int Fill(FileStream run, T[] items) =>
        run.ReadAtLeast(MemoryMarshal.AsBytes(items.AsSpan()), items.Length * sizeof(T), throwOnEndOfStream: false) / sizeof(T);
}
