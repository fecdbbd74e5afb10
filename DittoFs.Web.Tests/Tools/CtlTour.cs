extern alias ctl;

using System.CommandLine;
using System.Text.Json;
using ctl::DittoFs.Ctl.Commands;
using ctl::DittoFs.Ctl.Help;
using ctl::DittoFs.Ctl.Running;
using DittoFs.Protocols.Nlm;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Tools;

/// <summary>
/// Every command of dittofsctl, one after the other, on a running server; each must succeed. It remembers which commands it ran and which calls of REST they made.
/// </summary>
public sealed class CtlTour : IAsyncLifetime
{
    private const string Password = "a good long password";

    private static readonly RootCommand Root = CtlRoot.Create(Machine.Current());

    private readonly TemporaryDirectory directory = new();
    private readonly HashSet<string> commands = [];
    private readonly List<(HttpMethod Method, string Path)> calls = [];
    private CtlOnServer? server;

    /// <summary>The commands that were run, as they are typed.</summary>
    public IReadOnlySet<string> Commands => commands;

    /// <summary>The calls that were made: method and path without the query.</summary>
    public IReadOnlyCollection<(HttpMethod Method, string Path)> Calls => calls;

    /// <summary>The OpenAPI document of the server.</summary>
    public string Document { get; private set; } = "";

    private CtlOnServer On => server ?? throw new InvalidOperationException("The server does not run.");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var lost = await LoseAShareAsync();
        server = await CtlOnServer.StartAsync(() => new RecordingHandler(calls));
        Document = await On.Server.Http.GetStringAsync(On.Server.UriOf("/swagger/v1/swagger.json"));
        await DoAsync($"login {On.Server.UriOf("/")} --user admin", DittoFsApplication.AdministratorPassword);
        await ManageAccountsAsync();
        await ManageStoresAsync();
        await ManageSharesAsync();
        await ManageAccessAsync();
        await OutliveAsync(lost);
        await WatchClientsAsync();
        await OperateAsync();
        await EndAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (server is { } running)
        {
            await running.DisposeAsync();
        }

        directory.Dispose();
    }

    private async Task ManageAccountsAsync()
    {
        await ShowAsync("whoami");
        await DoAsync("user create alice --uid 1001 --role operator --smb", Password);
        await ShowAsync("user list");
        await ShowAsync("user get alice");
        await DoAsync("user update alice --display-name Alice --role user");
        await DoAsync("user disable alice");
        await DoAsync("user enable alice");
        await DoAsync("user set-password alice --must-change-password", "another good password");
        await DoAsync("group create staff --gid 5001");
        await DoAsync("group update staff --description All");
        await DoAsync("group add-member staff alice");
        await ShowAsync("group list");
        await ShowAsync("group get staff");
        await ShowAsync("group list-members staff");
        await DoAsync("group remove-member staff alice");
        await DoAsync("api-key create script --read-only");
        await ShowAsync("api-key list");
        await DoAsync("api-key revoke script --yes");
    }

    private async Task ManageStoresAsync()
    {
        await DoAsync($"store create disk --use block --kind filesystem --option path={directory.Combine("disk")}");
        await DoAsync($"store update disk --use block --name spare --option path={directory.Combine("spare")}");
        await ShowAsync("store list");
        await ShowAsync("store get spare --use block");
        await DoAsync("store check spare --use block");
        await DoAsync("store test spare --use block");
        await ShowAsync("store collect local --dry-run");
        await DoAsync("store delete spare --use block --yes");
    }

    private async Task ManageSharesAsync()
    {
        await DoAsync("share create docs --default-permission read-write --root-mode 0777 --metadata-store memory --block-store memory");
        await ShowAsync("share list");
        await ShowAsync("share get docs");
        await DoAsync("share update docs --quota-bytes 1048576");
        await DoAsync("share drain docs");
        await DoAsync("share owner-quota set docs 1001 --bytes 4096");
        await ShowAsync("share usage docs");
        await DoAsync("share recount docs");
        await DoAsync("share owner-quota remove docs 1001");
        await DoAsync("share disable docs --yes");
        await DoAsync("share enable docs");
        await DoAsync("share mount docs /mnt");
        await DoAsync("share unmount /mnt");
        Assert.Equal(["sudo mount -t nfs", "sudo umount /mnt"], On.Ctl.Programs.Select(words => string.Join(' ', words.Split(' ').Take(words.Contains("umount", StringComparison.Ordinal) ? 3 : 4))));
    }

    private async Task ManageAccessAsync()
    {
        await DoAsync("share permission set docs --user alice --level read");
        await DoAsync("share permission set docs --group staff --level read-write");
        await ShowAsync("share permission list docs");
        await ShowAsync("share access docs --user alice");
        await DoAsync("share permission remove docs --user alice");
        await DoAsync("share permission remove docs --group staff");
        await DoAsync("share client-rule add docs 10.0.0.0/8");
        await ShowAsync("share client-rule list docs");
        await DoAsync("share client-rule remove docs 10.0.0.0/8");
        await DoAsync("share client-rule set docs 127.0.0.0/8 10.0.0.0/8:ro --yes");
        await ShowAsync("refusals list");
        await ShowAsync("audit list");
        await DoAsync("audit export");
        await ShowAsync("audit verify");
        await DoAsync("group delete staff --yes");
        await DoAsync("user delete alice --yes");
    }

    private async Task OutliveAsync(string lost)
    {
        await DoAsync($"store create found --use block --kind filesystem --option path={lost}");
        await DoAsync("share attach back --block-store found");
        await DoAsync("share dump back");
        await DoAsync("share delete back --yes");
        await ShowAsync("share deleted");
        var id = (await DoAsync("share deleted -q")).Output.Trim();
        await DoAsync($"share restore {id} --name again");
        await DoAsync("share delete again --yes");
        await DoAsync($"share purge {id} --yes");
    }

    private async Task WatchClientsAsync()
    {
        await using var nfs = await NfsTestClient.ConnectAsync(On.Server.EndpointOf("nfs"));
        var file = (await nfs.CreateAsync((await nfs.MountAsync("/docs")).Handle!, "file")).Handle!;
        var holder = new NlmTestClient(nfs.Rpc, "alice");
        Assert.Equal(NlmStatus.Granted, await holder.LockAsync(file, 10, 20));
        Assert.Equal(NlmStatus.Granted, await holder.ShareAsync(file, denies: 2, access: 1));
        await ShowAsync("mount list");
        await ShowAsync("lock list");
        await ShowAsync("open-file list");
        await DoAsync($"lock release {(await DoAsync("lock list -q")).Output.Trim()} --yes");
        await DoAsync($"open-file close docs {(await DoAsync("open-file list -q")).Output.Trim()} --yes");
        await DoAsync("lock release --client 127.0.0.1 --client-name alice --yes");
        await ShowAsync("session list");
        await DoAsync($"session disconnect {(await DoAsync("session list -q")).Output.Trim()} --yes");
    }

    private async Task OperateAsync()
    {
        await ShowAsync("adapter list");
        await ShowAsync("adapter get nfs");
        await DoAsync("adapter update nfs --enabled");
        await DoAsync("adapter restart nfs --yes");
        await ShowAsync("cache stats");
        await DoAsync("cache evict --yes");
        await ShowAsync("wal stats");
        await ShowAsync("wal uploads");
        var job = JsonDocument.Parse((await DoAsync("wal flush --background -o json")).Output).RootElement.GetProperty("id").GetString();
        await ShowAsync("job list");
        await ShowAsync($"job get {job}");
        await DoAsync($"job cancel {job} --yes");
        await ShowAsync("setting list");
        await DoAsync("setting set server.name filer");
        await ShowAsync("logs");
        await ShowAsync("system info");
        await ShowAsync("system overview");
        await ShowAsync("system about");
        await DoAsync("system rotate-master-key");
        await BackUpAsync();
        await DoAsync("completion bash");
        await DoAsync("reference");
    }

    private async Task BackUpAsync()
    {
        On.Ctl.Environment["DITTOFSCTL_PASSPHRASE"] = "correct horse battery";
        await DoAsync($"backup create {directory.Combine("made.backup")}");
        await DoAsync("backup keep");
        await ShowAsync("backup list");
        var name = (await DoAsync("backup list -q")).Output.Trim();
        await ShowAsync($"backup inspect {name}");
        await DoAsync($"backup download {name} {directory.Combine("kept.backup")}");
        await DoAsync($"backup delete {name} --yes");
    }

    private async Task EndAsync()
    {
        var name = On.Server.UriOf("/").Authority;
        await ShowAsync("context list");
        await DoAsync($"context use {name}");
        await ShowAsync("sign-in list");
        await DoAsync("passwd", $"{DittoFsApplication.AdministratorPassword}\n{Password}");
        await DoAsync("sign-in end --yes");
        Assert.Equal(ExitCode.NotAllowed, (await On.Ctl.RunLineAsync("whoami")).ExitCode);
        await DoAsync("login", Password);
        await DoAsync("logout");
        await DoAsync($"context remove {name}");
    }

    /// <summary>Runs a command that shows something, in every form.</summary>
    private async Task ShowAsync(string line)
    {
        var table = (await DoAsync($"{line} --no-color")).Output;
        Assert.DoesNotContain('\u001b', table);
        await DoAsync($"{line} --quiet");
        using var json = JsonDocument.Parse((await DoAsync($"{line} --output json")).Output);
        Assert.True(json.RootElement.ValueKind is JsonValueKind.Array or JsonValueKind.Object, line);
        Assert.NotEmpty((await DoAsync($"{line} --output yaml")).Output);
    }

    private Task<CtlResult> DoAsync(string line, string input = "")
    {
        commands.Add(CommandPage.PathOf(Root.Parse(line.Split(' ')).CommandResult.Command));
        On.Ctl.Input = input + "\n";
        return On.DoAsync(line);
    }

    /// <summary>A share whose server is gone, with a dump beside its blocks; the result is the directory that they are in.</summary>
    private async Task<string> LoseAShareAsync()
    {
        var blocks = directory.Combine("lost");
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        var options = new Dictionary<string, string> { ["path"] = blocks };
        (await api.PostAsync("stores", new CreateStoreRequest { Name = "lost", Use = StoreUse.Block, Kind = StoreKind.FileSystem, Options = options })).As<StoreResponse>();
        (await api.PostAsync("shares", new CreateShareRequest { Name = "lost", BlockStore = "lost" })).As<ShareResponse>();
        (await api.PostAsync("shares/lost/dump")).As<DumpResponse>();
        return blocks;
    }

    private sealed class RecordingHandler : DelegatingHandler
    {
        private readonly List<(HttpMethod Method, string Path)> calls;

        public RecordingHandler(List<(HttpMethod Method, string Path)> calls) : base(new SocketsHttpHandler()) => this.calls = calls;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (calls)
            {
                calls.Add((request.Method, request.RequestUri!.AbsolutePath));
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
