using DittoFs.SampleStore;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.StoreTypes;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.StoreTypes;

public sealed class StoreTypeRegistryTests
{
    private static readonly Dictionary<string, string> NoOptions = [];

    [Fact]
    public void Assembly_GivesTheTypesThatItHolds()
    {
        var registry = Load(typeof(ArchiveBlockStoreType).Assembly.Location);
        Assert.Equal([typeof(ArchiveBlockStoreType).FullName!], registry.BlockTypes);
        Assert.Equal([typeof(JournalMetadataStoreType).FullName!], registry.MetadataTypes);
    }

    [Fact]
    public async Task Assembly_IsLoadedApartAndSharesTheSeam()
    {
        using var directory = new TemporaryDirectory();
        var store = await Load(typeof(ArchiveBlockStoreType).Assembly.Location).OpenBlocksAsync(SampleStores.Blocks, SampleStores.Request(Share(1), directory.Path), default);
        await using (store)
        {
            Assert.False(store is ArchiveBlockStore);
            Assert.Equal(typeof(ArchiveBlockStore).FullName, store.GetType().FullName);
            Assert.Equal(FsResult.Success, await store.PutAsync(Block(1), [new byte[10]], default));
        }
    }

    [Theory]
    [InlineData("/nowhere/store.dll", "There is no file /nowhere/store.dll")]
    [InlineData("/etc/passwd", "is no assembly of .NET")]
    [InlineData(null, "holds no store type")]
    public void Assembly_ThatCanNotServe_IsRefusedWithTheReason(string? path, string reason)
    {
        var exception = Assert.Throws<StorageStartException>(() => new ServiceCollection().AddStoreTypes(path ?? typeof(FactAttribute).Assembly.Location));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_OfTheSameName_AreRefused()
    {
        var path = typeof(ArchiveBlockStoreType).Assembly.Location;
        var exception = Assert.Throws<StorageStartException>(() => Load(path, path));
        Assert.Contains("two store types DittoFs.SampleStore.ArchiveBlockStoreType", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Type_ThatIsNotThere_IsASentenceOfItsOwn()
    {
        var exception = await Assert.ThrowsAsync<StorageStartException>(
            async () => await StoreTypeRegistry.Empty.OpenBlocksAsync(SampleStores.Blocks, SampleStores.Request(Share(1), "/nowhere"), default));
        Assert.Contains("Stores:Assemblies", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Type_ThatThrowsWhatItLikes_KeepsOnlyItsShareFromStarting()
    {
        var registry = new StoreTypeRegistry([new ThrowingType()], []);
        var name = typeof(ThrowingType).FullName!;
        Assert.Contains("no good day", registry.CheckBlocks(name, NoOptions), StringComparison.Ordinal);
        var exception = await Assert.ThrowsAsync<StorageStartException>(
            async () => await registry.OpenBlocksAsync(CustomStore.Create(name, NoOptions), SampleStores.Request(Share(1), "/nowhere"), default));
        Assert.Contains("no good day", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stores_AreEqualByTypeAndOptions()
    {
        var store = CustomStore.Create("a.b", new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });
        Assert.Equal(store, CustomStore.Create("a.b", new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" }));
        Assert.NotEqual(store, CustomStore.Create("a.b", new Dictionary<string, string> { ["x"] = "1" }));
        Assert.Equal("2", store.ReadOptions()["y"]);
    }

    private static StoreTypeRegistry Load(params string[] paths)
    {
        var services = new ServiceCollection();
        foreach (var path in paths)
        {
            services.AddStoreTypes(path);
        }

        using var provider = services.BuildServiceProvider();
        return new StoreTypeRegistry(provider.GetServices<IBlockStoreType>(), provider.GetServices<IMetadataStoreType>());
    }

    private sealed class ThrowingType : IBlockStoreType
    {
        public string? Check(IReadOnlyDictionary<string, string> options) => throw new InvalidOperationException("no good day");

        public ValueTask<IBlockStore> OpenAsync(StoreRequest request, CancellationToken cancellationToken) => throw new InvalidOperationException("no good day");
    }
}
