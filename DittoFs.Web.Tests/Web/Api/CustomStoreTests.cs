using System.Net;
using System.Text;
using DittoFs.Protocols.Nfs.V3;
using DittoFs.SampleStore;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.StoreTypes;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.Settings;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.Api;

/// <summary>Stores of types that come out of an assembly, from the setting to the client.</summary>
public sealed class CustomStoreTests
{
    private const string BlockType = "DittoFs.SampleStore.ArchiveBlockStoreType";
    private const string MetadataType = "DittoFs.SampleStore.JournalMetadataStoreType";

    [Fact]
    public async Task Share_OnStoresOfAnAssembly_KeepsItsFiles()
    {
        using var directory = new TemporaryDirectory();
        await using var application = await DittoFsApplication.StartAsync(WithSample);
        var api = await ApiTestClient.SignInAsync(application);
        var made = (await api.PostAsync("stores", Request(StoreUse.Block, ("type", BlockType), ("path", directory.Path)))).As<StoreResponse>();
        (await api.PostAsync("stores", Request(StoreUse.Metadata, ("type", MetadataType), ("path", directory.Path)))).As<StoreResponse>();
        Assert.Equal((StoreKind.Custom, directory.Path), (made.Kind, made.Options["path"]));
        Assert.True((await api.PostAsync("stores/block/added/check")).As<StoreCheckResponse>().Healthy);

        var request = new CreateShareRequest { Name = "kept", MetadataStore = "added", BlockStore = "added", DefaultPermission = PermissionLevel.ReadWrite, RootMode = "0777" };
        Assert.Equal(RunState.Running, (await api.PostAsync("shares", request)).As<ShareResponse>().Status.State);
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000)));
        await using (var client = await NfsTestClient.ConnectAsync(application.EndpointOf("nfs")))
        {
            var file = (await client.CreateAsync((await client.MountAsync("/kept")).Handle!, "file")).Handle!;
            foreach (var (part, number) in bytes.Chunk(30_000).Select((part, number) => (part, number)))
            {
                Assert.Equal(NfsV3Status.Ok, (await client.WriteAsync(file, (ulong)number * 30_000, part)).Status);
            }
        }

        (await api.PostAsync("shares/kept/drain")).AssertDone();
        Assert.Equal([".archive", ".journal", ".lock", ".lock"], Directory.GetFiles(directory.Path).Select(Path.GetExtension).Order());
        Assert.True(Directory.GetFiles(directory.Path, "*.archive").Select(path => new FileInfo(path).Length).Single() > 1000);

        await application.RestartAsync(WithSample);

        await using (var client = await NfsTestClient.ConnectAsync(application.EndpointOf("nfs")))
        {
            var found = await client.LookupAsync((await client.MountAsync("/kept")).Handle!, "file");
            Assert.Equal(NfsV3Status.Ok, found.Status);
            Assert.Equal(bytes[..60_000], (await client.ReadAsync(found.Handle!, 0, 60_000)).Data);
        }
    }

    [Fact]
    public async Task Share_WhoseTypeIsGone_SaysSoAndComesBackWithIt()
    {
        await using var application = await DittoFsApplication.StartAsync(WithSample);
        var api = await ApiTestClient.SignInAsync(application);
        (await api.PostAsync("stores", Request(StoreUse.Block, ("type", BlockType)))).As<StoreResponse>();
        (await api.PostAsync("shares", new CreateShareRequest { Name = "kept", BlockStore = "added" })).As<ShareResponse>();

        await application.RestartAsync();

        api = await ApiTestClient.SignInAsync(application);
        var status = (await api.GetAsync("shares/kept")).As<ShareResponse>().Status;
        Assert.Equal(RunState.Failed, status.State);
        Assert.Contains(BlockType, status.Reason, StringComparison.Ordinal);
        Assert.Contains("Stores:Assemblies", status.Reason, StringComparison.Ordinal);
        Assert.False((await api.PostAsync("stores/block/added/check")).As<StoreCheckResponse>().Healthy);

        await application.RestartAsync(WithSample);

        api = await ApiTestClient.SignInAsync(application);
        Assert.Equal(RunState.Running, (await api.GetAsync("shares/kept")).As<ShareResponse>().Status.State);
    }

    [Theory]
    [InlineData(StoreUse.Block, null, null, "options.type", "has these types of block stores: " + BlockType)]
    [InlineData(StoreUse.Block, MetadataType, null, "options.type", "has these types of block stores")]
    [InlineData(StoreUse.Metadata, BlockType, null, "options.type", "has these types of metadata stores: " + MetadataType)]
    [InlineData(StoreUse.Block, BlockType, "relative", "options", "'relative' is no absolute path")]
    public async Task Store_ThatCanNotBe_IsRefused(StoreUse use, string? type, string? path, string field, string reason)
    {
        await using var application = await DittoFsApplication.StartAsync(WithSample);
        var api = await ApiTestClient.SignInAsync(application);
        (string, string)[] options = [.. type is null ? [] : new[] { ("type", type) }, .. path is null ? [] : new[] { ("path", path) }];

        var answer = await api.PostAsync("stores", Request(use, options));

        answer.AssertProblem(HttpStatusCode.BadRequest, "validation");
        var error = answer.Body.GetProperty("errors").EnumerateObject().Single();
        Assert.Equal(field, error.Name);
        Assert.Contains(reason, error.Value[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_AreKeptAsTheyAreWhateverTheyAreCalled()
    {
        await using var application = await DittoFsApplication.StartAsync(replaceServices: services => services.AddSingleton<IBlockStoreType>(new PlainBlockStoreType()));
        var api = await ApiTestClient.SignInAsync(application);
        var type = typeof(PlainBlockStoreType).FullName!;

        var made = (await api.PostAsync("stores", Request(StoreUse.Block, ("type", type), ("secretKey", "x"), ("connectionString", "y")))).As<StoreResponse>();

        Assert.Equal(new Dictionary<string, string> { ["type"] = type, ["secretKey"] = "x", ["connectionString"] = "y" }, made.Options);
        Assert.Equal(RunState.Running, (await api.PostAsync("shares", new CreateShareRequest { Name = "plain", BlockStore = "added" })).As<ShareResponse>().Status.State);
    }

    [Fact]
    public async Task Server_WithoutTypes_SaysWhereTheyComeFrom()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);

        var answer = await api.PostAsync("stores", Request(StoreUse.Block, ("type", BlockType)));

        answer.AssertProblem(HttpStatusCode.BadRequest, "validation");
        Assert.Contains("Stores:Assemblies", answer.Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_WithAnAssemblyThatIsNotThere_DoesNotStart()
    {
        var exception = await Assert.ThrowsAsync<SettingsException>(() => DittoFsApplication.StartAsync(arguments => With(arguments, "/nowhere/store.dll")));
        Assert.Contains("Stores:Assemblies: There is no file /nowhere/store.dll.", exception.Message, StringComparison.Ordinal);
    }

    private static HostArguments WithSample(HostArguments arguments) => With(arguments, typeof(ArchiveBlockStoreType).Assembly.Location);

    private static HostArguments With(HostArguments arguments, string path) => arguments with { Overrides = arguments.Overrides.Add("Stores:Assemblies", path) };

    private static CreateStoreRequest Request(StoreUse use, params (string Name, string Value)[] options) => new()
    {
        Name = "added",
        Use = use,
        Kind = StoreKind.Custom,
        Options = options.ToDictionary(option => option.Name, option => option.Value),
    };
}

/// <summary>Takes any option, and keeps blocks where the sample does.</summary>
public sealed class PlainBlockStoreType : IBlockStoreType
{
    /// <inheritdoc/>
    public string? Check(IReadOnlyDictionary<string, string> options) => null;

    /// <inheritdoc/>
    public ValueTask<IBlockStore> OpenAsync(StoreRequest request, CancellationToken cancellationToken) =>
        new ArchiveBlockStoreType().OpenAsync(request with { Options = new Dictionary<string, string>() }, cancellationToken);
}
