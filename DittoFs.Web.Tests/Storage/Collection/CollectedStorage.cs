using DittoFs.Storage.Collection;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Collection;

/// <summary>A storage with shares on one block store, and what tests of the collector do with it.</summary>
internal static class CollectedStorage
{
    /// <summary>The grace of a storage that tests do not change.</summary>
    public static readonly TimeSpan Grace = new CollectionOptions().Grace;

    private static readonly Guid Store = Guid.Parse("7e1d0c56-0f0b-4a34-8d35-6f0a5a0f1d01");

    /// <summary>Another share with the same stores.</summary>
    public static ShareDefinition Beside(ShareDefinition share, string name) => share with { Id = new ShareId(Guid.NewGuid()), Name = ShareName.Parse(name) };

    /// <summary>Collects once.</summary>
    public static Task<CollectionReport> CollectAsync(this TestStorage storage, IEnumerable<ShareDefinition> shares, bool dryRun = false) =>
        storage.Engine.CollectAsync(new CollectionRequest(Store, "local", [.. shares], dryRun), null, default);

    /// <summary>Collects until what is dead now must be gone: notes it, lets the grace pass, and deletes.</summary>
    public static async Task<CollectionReport> CollectAllAsync(this TestStorage storage, ShiftedClock clock, params ShareDefinition[] shares)
    {
        clock.Advance(Grace + TimeSpan.FromMinutes(1));
        Assert.Null((await storage.CollectAsync(shares)).Reason);
        clock.Advance(Grace + TimeSpan.FromMinutes(1));
        var report = await storage.CollectAsync(shares);
        Assert.Null(report.Reason);
        return report;
    }

    /// <summary>A file of <paramref name="length"/> bytes of one value.</summary>
    public static async Task<NodeId> WriteFileAsync(this IFileSystem files, string name, int length, byte value)
    {
        var made = await files.CreateFileAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), CreateDisposition.Unchecked, default, 0, default);
        Assert.Equal(FsError.None, made.Error);
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        Assert.Equal(FsError.None, (await files.WriteAsync(TestStorage.Root, made.Value.Node.Node, 0, bytes, WriteStability.Unstable, default)).Error);
        return made.Value.Node.Node;
    }

    /// <summary>Removes a file of the root directory.</summary>
    public static async Task RemoveFileAsync(this IFileSystem files, string name) =>
        Assert.Equal(FsError.None, (await files.RemoveAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), default)).Error);

    /// <summary>Demands that the file has <paramref name="length"/> bytes, all of one value.</summary>
    public static async Task AssertFileAsync(this IFileSystem files, string name, int length, byte value)
    {
        var found = await files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), default);
        Assert.Equal(FsError.None, found.Error);
        var bytes = new byte[length + 1];
        var read = await files.ReadAsync(TestStorage.Root, found.Value.Node.Node, 0, bytes, default);
        Assert.Equal(FsError.None, read.Error);
        Assert.Equal(length, read.Value.Count);
        Assert.Equal(-1, bytes.AsSpan(0, length).IndexOfAnyExcept(value));
    }

    /// <summary>Brings everything into blocks, and removes the rows of what is gone.</summary>
    public static async Task DrainAsync(this TestStorage storage, ShareDefinition share)
    {
        // What was removed shows in the store once that has applied it.
        Assert.Equal(FsError.None, (await storage.Find(share.Id).Metadata.Committer.WaitAllAppliedAsync()).Error);
        Assert.Equal(FsError.None, (await storage.Engine.DrainShareAsync(share.Id, default)).Error);
    }

    /// <summary>The blocks of a share in the data directory.</summary>
    public static List<string> BlockFiles(this TestStorage storage, ShareDefinition share)
    {
        var directory = Path.Combine(storage.DataDirectory, "blocks", share.Id.ToString());
        return Directory.Exists(directory)
            ? [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "store.json")]
            : [];
    }
}
