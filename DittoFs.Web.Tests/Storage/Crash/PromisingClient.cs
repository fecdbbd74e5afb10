using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Crash;

/// <summary>A file that was acknowledged: so many bytes of one value, never changed afterwards.</summary>
/// <param name="Name">Its name in the root directory.</param>
/// <param name="Length">Its size.</param>
/// <param name="Value">Every byte of it; zero, which no file has, for one whose removal was acknowledged.</param>
internal sealed record Promise(string Name, int Length, byte Value)
{
    /// <summary>The file was removed and must stay so.</summary>
    public bool IsGone => Value == 0;
}

/// <summary>
/// A client that makes files durable in all the ways that there are and remembers what it was told. A file is written under a draft's name and renamed
/// when it is complete: so a file without that ending is whole or the server broke its word.
/// </summary>
internal sealed class PromisingClient(ShareFileSystem files, int number, int seed)
{
    private const string DraftEnding = ".draft";
    private readonly Random random = new(HashCode.Combine(number, seed));
    private readonly Dictionary<string, Promise> acknowledged = [];

    /// <summary>Answers that the client relies on now.</summary>
    public int AcknowledgedCount
    {
        get
        {
            lock (acknowledged)
            {
                return acknowledged.Count;
            }
        }
    }

    /// <summary>What the client relies on now.</summary>
    public List<Promise> Snapshot()
    {
        lock (acknowledged)
        {
            return [.. acknowledged.Values];
        }
    }

    /// <summary>What all <paramref name="clients"/> relied on before <paramref name="crash"/> and still do after it: in between, each may have given up more.</summary>
    public static (List<Promise> Promised, T Left) Collect<T>(IReadOnlyCollection<PromisingClient> clients, Func<T> crash)
    {
        var before = clients.SelectMany(client => client.Snapshot()).ToList();
        var left = crash();
        var after = clients.SelectMany(client => client.Snapshot()).ToHashSet();
        return (before.FindAll(after.Contains), left);
    }

    /// <summary>Works until it is stopped or refused.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var promise = new Promise($"c{number}-{i}", random.Next(1, 20_000), (byte)random.Next(1, 256));
            if (!await MakeAsync(promise))
            {
                return;
            }

            Note(promise);
            if (i % 4 == 3 && !await RemoveAsync($"c{number}-{i - random.Next(1, 3)}"))
            {
                return;
            }
        }
    }

    /// <summary>What of <paramref name="promised"/> is not so on <paramref name="files"/>, and every file that is half there.</summary>
    public static async Task<List<string>> FindBrokenAsync(ShareFileSystem files, IEnumerable<Promise> promised)
    {
        List<string> broken = [];
        foreach (var promise in promised)
        {
            var found = await files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText(promise.Name), default);
            if (promise.IsGone != (found.Error == FsError.NotFound) || (!found.IsSuccess && !promise.IsGone))
            {
                broken.Add($"{promise.Name}: {found.Error}");
            }
            else if (!promise.IsGone && await ReadValueAsync(files, found.Value.Node.Node, promise.Length) != promise.Value)
            {
                broken.Add($"{promise.Name}: other bytes or another size");
            }
        }

        return [.. broken, .. await FindHalfThereAsync(files)];
    }

    private static async Task<List<string>> FindHalfThereAsync(ShareFileSystem files)
    {
        List<string> broken = [];
        for (var cookie = 2UL; ;)
        {
            var page = await files.ReadDirectoryAsync(TestStorage.Root, NodeId.Root, cookie, 500, true, default);
            Assert.Equal(FsError.None, page.Error);
            foreach (var entry in page.Value.Entries)
            {
                cookie = entry.Cookie;
                var attributes = await files.GetAttributesAsync(TestStorage.Root, entry.Node, default);
                if (!entry.Name.ToString().EndsWith(DraftEnding, StringComparison.Ordinal)
                    && (!attributes.IsSuccess || await ReadValueAsync(files, entry.Node, (int)attributes.Value.Size) is null or 0))
                {
                    broken.Add($"{entry.Name}: half there ({attributes.Error})");
                }
            }

            if (page.Value.Entries.Count < 500)
            {
                return broken;
            }
        }
    }

    /// <summary>The value of all bytes of a file of <paramref name="length"/>; null if they differ, can't be read, or are not as many.</summary>
    private static async Task<byte?> ReadValueAsync(ShareFileSystem files, NodeId node, int length)
    {
        var buffer = new byte[length + 1];
        var read = await files.ReadAsync(TestStorage.Root, node, 0, buffer, default);
        return read.IsSuccess && read.Value.Count == length && length > 0 && !buffer.AsSpan(0, length).ContainsAnyExcept(buffer[0]) ? buffer[0] : null;
    }

    private void Note(Promise promise)
    {
        lock (acknowledged)
        {
            acknowledged[promise.Name] = promise;
        }
    }

    private async Task<bool> RemoveAsync(string name)
    {
        lock (acknowledged)
        {
            // From the call to its answer either state is right.
            acknowledged.Remove(name);
        }

        var removed = await files.RemoveAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), default);
        if (removed.IsSuccess)
        {
            Note(new Promise(name, 0, 0));
        }

        return removed.IsSuccess;
    }

    private async Task<bool> MakeAsync(Promise promise)
    {
        var draft = FileName.FromText(promise.Name + DraftEnding);
        var made = await files.CreateFileAsync(TestStorage.Root, NodeId.Root, draft, CreateDisposition.Guarded, default, 0, default);
        var bytes = new byte[promise.Length];
        bytes.AsSpan().Fill(promise.Value);
        var half = promise.Length / 2;
        var stable = random.Next(2) == 0;
        var stability = stable ? WriteStability.FileSync : WriteStability.Unstable;
        return made.IsSuccess
            && await WriteAsync(made.Value.Node.Node, 0, new byte[promise.Length], WriteStability.Unstable)
            && await WriteAsync(made.Value.Node.Node, half, bytes.AsMemory(half), stability)
            && await WriteAsync(made.Value.Node.Node, 0, bytes.AsMemory(0, half), stability)
            && (stable || (await files.CommitAsync(TestStorage.Root, made.Value.Node.Node, default)).IsSuccess)
            && (await files.RenameAsync(TestStorage.Root, NodeId.Root, draft, NodeId.Root, FileName.FromText(promise.Name), default)).IsSuccess;
    }

    private async Task<bool> WriteAsync(NodeId node, int offset, ReadOnlyMemory<byte> bytes, WriteStability stability) =>
        (await files.WriteAsync(TestStorage.Root, node, (ulong)offset, bytes, stability, default)).IsSuccess;
}
