using System.Net;
using DittoFs.Protocols.Nlm;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Nlm;

/// <summary>SHARE and UNSHARE over a real share: they meet each other's and SMB's share modes.</summary>
public sealed class FileSharesTests : IAsyncLifetime
{
    private const uint None = 0;
    private const uint Reading = 1;
    private const uint Writing = 2;
    private const uint Both = 3;

    private TestStorage storage = null!;
    private NfsTestServer server = null!;
    private NlmTestClient alice = null!;
    private NlmTestClient bob = null!;
    private byte[] file = [];

    public async Task InitializeAsync()
    {
        storage = await TestStorage.StartAsync(
            TestStorage.OpenShare(MetadataStoreKind.Memory, BlockStoreKind.Memory) with { ClientRules = [new ClientRule(IPNetwork.Parse("0.0.0.0/0"))] });
        server = new NfsTestServer(storage.Catalog);
        alice = new NlmTestClient(server.Connect().Rpc, "alice");
        bob = new NlmTestClient(server.Connect().Rpc, "bob");
        var nfs = server.Connect();
        file = (await nfs.CreateAsync((await nfs.MountAsync("/export")).Handle!, "file")).Handle!;
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        await storage.DisposeAsync();
    }

    [Fact]
    public async Task Share_DenyingToWrite_KeepsWritersOutUntilItEnds()
    {
        Assert.Equal(NlmStatus.Granted, await alice.ShareAsync(file, denies: Writing, access: Reading));
        Assert.Equal(NlmStatus.Denied, await bob.ShareAsync(file, None, Writing));
        Assert.Equal(NlmStatus.Granted, await bob.ShareAsync(file, None, Reading));
        Assert.Equal(FsError.SharingViolation, await OpenAsync(OpenAccess.WriteData));
        Assert.Equal(FsError.None, await OpenAsync(OpenAccess.ReadData));

        Assert.Equal(NlmStatus.Granted, await alice.ShareAsync(file, None, None, ends: true));
        Assert.Equal(NlmStatus.Granted, await alice.ShareAsync(file, None, None, ends: true));
        Assert.Equal(FsError.None, await OpenAsync(OpenAccess.WriteData));
    }

    [Fact]
    public async Task Share_AgainstAnOpenOfSmb_IsDenied()
    {
        Assert.Equal(FsError.None, await OpenAsync(OpenAccess.ReadData, ShareModes.Read));
        Assert.Equal(NlmStatus.Denied, await alice.ShareAsync(file, None, Writing));
        Assert.Equal(NlmStatus.Denied, await alice.ShareAsync(file, Reading, Reading));
        Assert.Equal(NlmStatus.Granted, await alice.ShareAsync(file, Writing, Reading));
    }

    [Fact]
    public async Task Share_AskedForAgain_TakesThePlaceOfTheOlderOneOrLeavesIt()
    {
        Assert.Equal(NlmStatus.Granted, await alice.ShareAsync(file, Writing, Reading));
        Assert.Equal(NlmStatus.Granted, await alice.ShareAsync(file, Writing, Reading));
        Assert.Equal(NlmStatus.Granted, await bob.ShareAsync(file, None, Reading));
        Assert.Equal(NlmStatus.Denied, await alice.ShareAsync(file, Both, Reading));
        Assert.Equal(NlmStatus.Denied, await bob.ShareAsync(file, None, Writing));
        Assert.Equal(NlmStatus.Granted, await alice.ShareAsync(file, None, Both));
        Assert.Equal(NlmStatus.Granted, await bob.ShareAsync(file, None, Writing));
    }

    [Fact]
    public async Task Release_OfAClient_EndsItsShares()
    {
        Assert.Equal(NlmStatus.Granted, await alice.ShareAsync(file, Both, Both));
        Assert.Equal(NlmStatus.Denied, await bob.ShareAsync(file, None, Reading));
        await alice.FreeAllAsync();
        Assert.Equal(NlmStatus.Granted, await bob.ShareAsync(file, Both, Both));
        await bob.NotifyAsync(3);
        Assert.Equal(NlmStatus.Granted, await alice.ShareAsync(file, Both, Both));
    }

    private async Task<FsError> OpenAsync(OpenAccess access, ShareModes sharing = ShareModes.All)
    {
        var name = FileName.Create("file"u8.ToArray()).Value;
        return (await storage.Files.OpenAsync(TestStorage.Root, NodeId.Root, name, new OpenRequest { Access = access, Sharing = sharing }, default)).Error;
    }
}
