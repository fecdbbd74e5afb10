using DittoFs.SampleStore;
using DittoFs.Storage.Files;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.StoreTypes;

/// <summary>What the engine sees to for a share whose rows are in a store of a registered type.</summary>
public sealed class CustomShareTests
{
    private static readonly ShareDefinition Definition = TestStorage.OpenShare(MetadataStoreKind.Custom, BlockStoreKind.Custom);
    private static readonly FileName Name = FileName.FromText("file");

    [Fact]
    public async Task Share_ThatIsStopped_LeavesNothingInTheLogOnly()
    {
        await using var storage = await TestStorage.StartAsync(Definition);
        await CreateAsync(storage);
        Assert.Equal(FsError.None, (await storage.Engine.RemoveShareAsync(Definition.Id, default)).Error);

        // Everything that was durable when the share was stopped, and nothing of the log.
        using var directory = new TemporaryDirectory();
        var journal = directory.Combine("journal");
        File.Copy(JournalOf(storage), journal);
        Assert.Equal(new FileInfo(journal).Length, DurableLengthOf(journal));
        await using var store = JournalMetadataStore.Open(journal, Definition.Id);
        Assert.NotNull((await store.ReadNameAsync(Definition.Id, NodeId.Root, Name, default)).Value);
    }

    [Fact]
    public async Task Share_OfAnotherDataDirectory_IsRefusedAndChangesNothing()
    {
        await using var storage = await TestStorage.StartAsync(Definition);
        await CreateAsync(storage);
        await using var other = await storage.RestartWithoutShareAsync();
        Directory.Delete(Path.Combine(other.DataDirectory, "metadata", "elsewhere"), recursive: true);
        var before = await File.ReadAllBytesAsync(JournalOf(other));
        await AssertRefusedAsync(other, "another data directory");
        Assert.Equal(before, await File.ReadAllBytesAsync(JournalOf(other)));
    }

    [Fact]
    public async Task Share_WhoseStoreWasEmptied_IsRefused()
    {
        await using var storage = await TestStorage.StartAsync(Definition);
        await CreateAsync(storage);
        await using var killed = await storage.CrashAsync();
        await CreateAsync(killed, "second", drain: false);
        Assert.Equal(FsError.None, (await killed.Share.Metadata.Committer.WaitAllAppliedAsync()).Error);
        var applied = killed.Share.Metadata.Store.AppliedSequence;
        var left = killed.CaptureCrash(powerCut: false);
        var other = TestStorage.OpenShare(MetadataStoreKind.Memory, BlockStoreKind.Memory) with { Id = new ShareId(Guid.NewGuid()), Name = ShareName.Parse("other") };
        await using var after = await TestStorage.StartAsync(left with { Definition = other });
        File.Delete(JournalOf(after));
        await using (var store = JournalMetadataStore.Open(JournalOf(after), Definition.Id))
        {
            // It claims what the log has, and holds none of it.
            await store.ApplyAsync([new MutationBatch(Definition.Id)], applied, default);
        }

        await AssertRefusedAsync(after, "never seen it");
    }

    [Fact]
    public async Task Share_WhoseStoreKnowsMoreThanTheLog_IsRefused()
    {
        await using var storage = await TestStorage.StartAsync(Definition);
        await using var other = await storage.RestartWithoutShareAsync();
        await using (var store = JournalMetadataStore.Open(JournalOf(other), Definition.Id))
        {
            await store.ApplyAsync([new MutationBatch(Definition.Id)], store.AppliedSequence + 1000, default);
        }

        await AssertRefusedAsync(other, "Records that were durable are gone");
    }

    [Fact]
    public async Task Share_ThatIsErased_LeavesNothing()
    {
        await using var storage = await TestStorage.StartAsync(Definition);
        await CreateAsync(storage);
        Assert.Equal(FsError.None, (await storage.Engine.RemoveShareAsync(Definition.Id, default)).Error);
        Assert.Equal(FsError.None, (await storage.Engine.EraseShareAsync(Definition, default)).Error);
        Assert.Empty(Directory.GetFiles(Path.Combine(storage.DataDirectory, "metadata", "elsewhere")));
        Assert.Empty(Directory.GetFiles(Path.Combine(storage.DataDirectory, nameof(ArchiveBlockStoreType)), "*.archive"));

        Assert.Equal(FsError.None, (await storage.Engine.AddShareAsync(Definition, default)).Error);
        Assert.Equal(FsError.NotFound, (await storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, Name, default)).Error);
    }

    [Fact]
    public async Task Share_KeepsItsStores()
    {
        await using var storage = await TestStorage.StartAsync(Definition);
        Assert.Equal(FsError.None, storage.Engine.UpdateShare(Definition with { ReadOnly = true }).Error);
        Assert.Equal(FsError.InvalidArgument, storage.Engine.UpdateShare(Definition with { CustomBlocks = SampleStores.Blocks with { Options = """{"path":"/x"}""" } }).Error);
        Assert.Equal(FsError.InvalidArgument, storage.Engine.UpdateShare(Definition with { CustomMetadata = SampleStores.Metadata with { Type = "x" } }).Error);
    }

    private static async Task CreateAsync(TestStorage storage, string name = "file", bool drain = true)
    {
        var made = await storage.Files.CreateFileAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), CreateDisposition.Guarded, default, 0, default);
        await storage.Files.WriteAsync(TestStorage.Root, made.Value.Node.Node, 0, new byte[5000], WriteStability.FileSync, default);
        if (drain)
        {
            Assert.Equal(FsError.None, (await storage.Engine.DrainShareAsync(storage.Definition.Id, default)).Error);
        }
    }

    private static string JournalOf(TestStorage storage) => Path.Combine(storage.DataDirectory, nameof(JournalMetadataStoreType), $"{Definition.Id}.journal");

    private static long DurableLengthOf(string journal) => BitConverter.ToInt64(File.ReadAllBytes(journal), 24);

    private static async Task AssertRefusedAsync(TestStorage storage, string reason)
    {
        var exception = await Assert.ThrowsAsync<StorageStartException>(() => storage.Engine.AddShareAsync(Definition, default));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }
}
