using System.Net;
using DittoFs.Protocols.Nlm;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class LocksEndpointsTests : IAsyncLifetime
{
    private DittoFsApplication application = null!;
    private ApiTestClient api = null!;
    private NfsTestClient nfs = null!;
    private NlmTestClient alice = null!;
    private byte[] file = [];

    public async Task InitializeAsync()
    {
        application = await DittoFsApplication.StartAsync();
        api = await ApiTestClient.SignInAsync(application);
        await api.CreateShareAsync("docs", PermissionLevel.ReadWrite);
        nfs = await NfsTestClient.ConnectAsync(application.EndpointOf("nfs"));
        var root = (await nfs.MountAsync("/docs")).Handle!;
        var directory = (await nfs.MakeDirectoryAsync(root, "reports", 0x1ff)).Handle!;
        file = (await nfs.CreateAsync(directory, "may.ods")).Handle!;
        alice = new NlmTestClient(nfs.Rpc, "alice");
    }

    public async Task DisposeAsync()
    {
        await nfs.DisposeAsync();
        await application.DisposeAsync();
    }

    [Fact]
    public async Task Lock_ThatSomebodyWaitsFor_TellsWho_AndGoesToHimWhenItIsReleased()
    {
        Assert.Equal(NlmStatus.Granted, await alice.LockAsync(file, 10, 20, process: 7));
        Assert.Equal(NlmStatus.Granted, await alice.LockAsync(file, 100, 1, process: 7));
        Assert.Equal(NlmStatus.Blocked, await alice.LockAsync(file, 0, 15, blocks: true, process: 8));

        var locks = (await api.GetAsync("locks?search=reports/may")).As<Page<LockResponse>>().Items;
        Assert.All(locks, held => Assert.Equal(("docs", "/reports/may.ods", "nfs", "alice", "127.0.0.1"), (held.Share, held.Path, held.Protocol, held.ClientName, held.Client)));
        Assert.Equal(3, locks.Select(held => held.Id).Distinct().Count());
        var waiting = locks.Single(held => held.Waiting);
        Assert.Equal(["alice (127.0.0.1), process 7"], waiting.WaitsFor);
        (await api.DeleteAsync($"locks/{waiting.Id}")).AssertProblem(HttpStatusCode.NotFound, "lock_unknown");

        var released = (await api.DeleteAsync($"locks/{locks.Single(held => held.Offset == 10).Id}?reason=a%20test")).As<LockResponse>();

        Assert.Equal((10ul, 20ul), (released.Offset, released.Length));
        locks = (await api.GetAsync("locks")).As<Page<LockResponse>>().Items;
        Assert.Equal([0ul, 100ul], locks.Where(held => !held.Waiting).Select(held => held.Offset).Order());
        Assert.DoesNotContain(locks, held => held.Waiting);
        var entry = (await api.GetAsync("audit?search=lock.release")).As<Page<AuditResponse>>().Items.Single();
        Assert.Equal(("docs/reports/may.ods", "alice (127.0.0.1), process 7; a test"), (entry.Subject, entry.Detail));
        Assert.Empty((await api.GetAsync("locks?search=elsewhere")).As<Page<LockResponse>>().Items);
    }

    [Fact]
    public async Task OpenFile_IsListed_AndClosedWithAReasonByAdministratorsOnly()
    {
        Assert.Equal(NlmStatus.Granted, await alice.ShareAsync(file, denies: 2, access: 1));
        var open = (await api.GetAsync("open-files?search=may.ods&protocol=nfs")).As<Page<OpenFileResponse>>().Items.Single();
        Assert.Equal(("docs", "/reports/may.ods", "nfs", "127.0.0.1", false, 0), (open.Share, open.Path, open.Protocol, open.Client, open.IsDirectory, open.Locks));
        Assert.Equal(["read"], open.Access);
        Assert.Equal(["read", "delete"], open.Sharing);
        Assert.Empty((await api.GetAsync("open-files?protocol=smb")).As<Page<OpenFileResponse>>().Items);
        await api.CreateUserAsync("olga", 1500, AccountRole.Operator);
        var olga = await ApiTestClient.SignInAsync(application, "olga", ApiTestClient.PasswordOf("olga"));
        Assert.Equal(HttpStatusCode.Forbidden, (await olga.DeleteAsync($"open-files/docs/{open.Id}")).Status);

        (await api.DeleteAsync($"open-files/DOCS/{open.Id}?reason=the%20backup")).As<OpenFileResponse>();

        Assert.Empty((await olga.GetAsync("open-files")).As<Page<OpenFileResponse>>().Items);
        (await api.DeleteAsync($"open-files/docs/{open.Id}")).AssertProblem(HttpStatusCode.NotFound, "open_file_unknown");
        var entry = (await api.GetAsync("audit?search=open-file.close")).As<Page<AuditResponse>>().Items.Single();
        Assert.Equal("docs/reports/may.ods", entry.Subject);
        Assert.EndsWith("the backup", entry.Detail, StringComparison.Ordinal);
    }
}
