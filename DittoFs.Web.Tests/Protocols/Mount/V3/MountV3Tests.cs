using DittoFs.Protocols.Mount;
using DittoFs.Protocols.Mount.V3;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Mount.V3;

public sealed class MountV3Tests : IAsyncLifetime
{
    private readonly ScriptedFileSystem share = new();
    private readonly NfsTestServer server;
    private readonly NfsTestClient client;

    public MountV3Tests()
    {
        server = new NfsTestServer(new ScriptedShareCatalog(share));
        client = server.Connect();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("/export", (uint)MountV3Status.Ok)]
    [InlineData("export", (uint)MountV3Status.Ok)]
    [InlineData("/EXPORT/", (uint)MountV3Status.Ok)]
    [InlineData("/export//dir/", (uint)MountV3Status.Ok)]
    [InlineData("/export/file", (uint)MountV3Status.NotDirectory)]
    [InlineData("/export/none", (uint)MountV3Status.NoEntry)]
    [InlineData("/other", (uint)MountV3Status.NoEntry)]
    [InlineData("/", (uint)MountV3Status.NoEntry)]
    [InlineData("", (uint)MountV3Status.NoEntry)]
    [InlineData("/export/a\0b", (uint)MountV3Status.InvalidArgument)]
    public async Task Mnt_OfAPath_Answers(string path, uint expected)
    {
        var root = (await client.MountAsync("/export")).Handle!;
        await client.MakeDirectoryAsync(root, "dir");
        await client.CreateAsync(root, "file");
        Assert.Equal((MountV3Status)expected, (await client.MountAsync(path)).Status);
    }

    [Fact]
    public async Task Mnt_OfADirectoryBelow_ReturnsItsHandle()
    {
        var root = (await client.MountAsync("/export")).Handle!;
        var directory = await client.MakeDirectoryAsync(root, "dir");
        Assert.Equal(directory.Handle, (await client.MountAsync("/export/dir")).Handle);
    }

    [Theory]
    [InlineData(FsError.AccessDenied, (uint)MountV3Status.AccessDenied)]
    [InlineData(FsError.Unavailable, (uint)MountV3Status.InputOutput)]
    public async Task Mnt_ShareRefuses_SaysWhyAndNotesNothing(FsError error, uint expected)
    {
        share.Fault = name => name == nameof(share.CheckMount) ? error : FsError.None;
        Assert.Equal((MountV3Status)expected, (await client.MountAsync("/export")).Status);
        Assert.Empty(server.Get<MountTable>().List());
    }

    [Fact]
    public async Task Umnt_AfterMnt_TakesTheEntryAway()
    {
        await client.MountAsync("/export/");
        var entry = Assert.Single(server.Get<MountTable>().List());
        Assert.Equal(("/export", "192.0.2.7"), (entry.Path, entry.Client.ToString()));
        var dump = (await client.Rpc.CallAsync(MountV3Program.ProgramNumber, 1, 2, default)).Body;
        Assert.Contains("/export", System.Text.Encoding.ASCII.GetString(dump), StringComparison.Ordinal);
        await client.Rpc.CallAsync(MountV3Program.ProgramNumber, 3, 3, (byte[])[0, 0, 0, 7, .. "/export"u8, 0]);
        Assert.Empty(server.Get<MountTable>().List());
    }

    [Fact]
    public async Task UmntAll_AfterMnts_TakesAllEntriesOfTheClientAway()
    {
        await client.MakeDirectoryAsync((await client.MountAsync("/export")).Handle!, "dir");
        await client.MountAsync("/export/dir");
        Assert.Equal(2, server.Get<MountTable>().List().Count);
        await client.Rpc.CallAsync(MountV3Program.ProgramNumber, 3, 4, default);
        Assert.Empty(server.Get<MountTable>().List());
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(3u)]
    public async Task Export_InEitherVersion_ListsTheShares(uint version)
    {
        var reply = await client.Rpc.CallAsync(MountV3Program.ProgramNumber, version, 5, default);
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 7, .. "/export"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0], reply.Body);
    }
}
