using System.Text.Json;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Tools;

/// <summary>Every command against the real server over a real connection.</summary>
public sealed class CtlServerTests : IAsyncLifetime, IDisposable
{
    private readonly CtlSession _ctl = new(() => new SocketsHttpHandler());
    private DittoFsApplication? _server;

    private DittoFsApplication Server => _server ?? throw new InvalidOperationException("The server does not run.");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _server = await DittoFsApplication.StartAsync();
        _ctl.Clock.SetUtcNow(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(365 * 10));
        await LoginAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ctl.Dispose();

    [Fact]
    public async Task Session_IsRenewedAndEnded()
    {
        // By this machine's clock, which is years ahead, the token has ended: each call renews it.
        Assert.Equal("admin\n", (await DoAsync("whoami -q")).Output);
        Assert.Equal("admin", (await JsonAsync("whoami")).GetProperty("role").GetString());

        await DoAsync("logout");
        Assert.Equal(77, (await _ctl.RunLineAsync("whoami")).ExitCode);
        _ctl.Input = "not the password\n";
        Assert.Equal(77, (await _ctl.RunLineAsync("login")).ExitCode);
    }

    [Fact]
    public async Task OwnPassword_IsChanged()
    {
        _ctl.Input = $"{DittoFsApplication.AdministratorPassword}\nanother good password\n";
        await DoAsync("passwd");
        await DoAsync("whoami");

        _ctl.Input = "wrong\nanother good password\n";
        Assert.Equal(65, (await _ctl.RunLineAsync("passwd")).ExitCode);
    }

    [Fact]
    public async Task Users_AreManaged()
    {
        _ctl.Input = "a good long password\n";
        await DoAsync("user create alice --uid 1001 --display-name Alice --email alice@example.org --role operator --smb");
        await DoAsync("user update alice --gid 2002 --role user --smb false");
        await DoAsync("user disable alice");

        var alice = await JsonAsync("user get alice");
        Assert.Equal((1001, 2002, "user", false), (
            alice.GetProperty("uid").GetInt32(), alice.GetProperty("gid").GetInt32(), alice.GetProperty("role").GetString(), alice.GetProperty("enabled").GetBoolean()));
        await DoAsync("user enable alice");
        _ctl.Input = "another good password\n";
        await DoAsync("user set-password alice --must-change-password");
        Assert.Equal("alice\n", (await DoAsync("user list -q --search lic")).Output);
        Assert.Equal(1, (await _ctl.RunLineAsync("user disable admin")).ExitCode);
        await DoAsync("user delete alice --yes");
        Assert.Equal(66, (await _ctl.RunLineAsync("user get alice")).ExitCode);
    }

    [Fact]
    public async Task Groups_AreManaged()
    {
        await DoAsync("group create staff --gid 5001 --description All");
        await DoAsync("group update staff --name crew --gid 5002");
        await DoAsync("group add-member crew admin");

        Assert.Equal("admin\n", (await DoAsync("group list-members crew -q")).Output);
        Assert.Equal(5002, (await JsonAsync("group list"))[0].GetProperty("gid").GetInt32());
        await DoAsync("group remove-member crew admin");
        Assert.Equal("", (await DoAsync("group list-members crew -q")).Output);
        Assert.Equal(65, (await _ctl.RunLineAsync("group create 1staff")).ExitCode);
        await DoAsync("group delete crew --yes");
    }

    [Fact]
    public async Task Shares_AreManagedWithWhoMayUseThem()
    {
        await DoAsync("store create spare --use block --kind memory");
        await DoAsync("store create names --use metadata --kind memory");
        await DoAsync("share create p --block-store spare --metadata-store names --client 10.0.0.0/8:ro --default-permission read --quota-bytes 1048576");
        await DoAsync("share update p --read-only --quota-bytes 0 --squash all_to_guest");

        var share = await JsonAsync("share get p");
        Assert.Equal(("running", true, "all_to_guest", "spare"), (
            share.GetProperty("status").GetProperty("state").GetString(), share.GetProperty("readOnly").GetBoolean(),
            share.GetProperty("squash").GetString(), share.GetProperty("blockStore").GetString()));
        Assert.False(share.TryGetProperty("quotaBytes", out _));
        await AssertAccessIsManagedAsync();
        await DoAsync("share disable p --yes");
        Assert.Contains("stopped", (await DoAsync("share list")).Output, StringComparison.Ordinal);
        await DoAsync("share enable p");
        Assert.Equal(1, (await _ctl.RunLineAsync("store delete spare --use block --yes")).ExitCode);
        await DoAsync("share delete p --yes");
        Assert.Equal(1, (await _ctl.RunLineAsync("store delete spare --use block --yes")).ExitCode);
        await AssertDeletionIsUndoneAsync(share.GetProperty("id").GetString()!);
        await DoAsync("store delete spare --use block --yes");
        Assert.Contains("names", (await DoAsync("store list --use metadata -q")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adapters_AreManaged()
    {
        var port = (await JsonAsync("adapter list"))[0].GetProperty("endpoints")[0].GetString();
        Assert.NotNull(port);
        await DoAsync("adapter restart nfs --yes");

        // The tests' server gets its port from outside.
        Assert.Equal(1, (await _ctl.RunLineAsync("adapter update nfs --port 12345")).ExitCode);
        await DoAsync("adapter update nfs --enabled false");
        Assert.Contains("stopped", (await DoAsync("adapter list")).Output, StringComparison.Ordinal);
        await DoAsync("adapter update nfs --enabled");
        Assert.StartsWith("PATH", (await DoAsync("mount list")).Output, StringComparison.Ordinal);
        Assert.StartsWith("ID", (await DoAsync("session list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quotas_AreManaged()
    {
        await DoAsync("share create p --quota-files 100 --owner-quota-bytes 1048576 --owner-quota-files 5");
        await DoAsync("share owner-quota set p 1001 --bytes 4096 --files 0");
        var owner = (await JsonAsync("share usage p")).EnumerateArray().Single(row => row.GetProperty("uid").GetUInt32() == 1001);
        Assert.Equal((4096, true), (owner.GetProperty("quotaBytes").GetInt64(), owner.GetProperty("hasOwnQuota").GetBoolean()));
        Assert.False(owner.TryGetProperty("quotaNodes", out _));
        Assert.Contains("were right", (await DoAsync("share recount p")) is var counted ? counted.Output + counted.Error : "", StringComparison.Ordinal);
        await DoAsync("share owner-quota remove p 1001");
        Assert.Equal(66, (await _ctl.RunLineAsync("share owner-quota remove p 1001")).ExitCode);
        await DoAsync("share update p --owner-quota-bytes 0");
        Assert.False((await JsonAsync("share get p")).TryGetProperty("ownerQuotaBytes", out _));
    }

    [Fact]
    public async Task Store_IsCollected()
    {
        Assert.Equal("done", (await JsonAsync("store collect local --dry-run")).GetProperty("state").GetString());
        Assert.False((await JsonAsync("store collect local")).GetProperty("dryRun").GetBoolean());
        Assert.Equal(66, (await _ctl.RunLineAsync("store collect none")).ExitCode);
    }

    private async Task AssertDeletionIsUndoneAsync(string id)
    {
        Assert.Equal($"{id}\n", (await DoAsync("share deleted -q")).Output);
        await DoAsync($"share restore {id} --name back");
        Assert.Contains("back", (await DoAsync("share list -q")).Output, StringComparison.Ordinal);
        await DoAsync("share delete back --yes");
        await DoAsync($"share purge {id} --yes");
        Assert.Equal("", (await DoAsync("share deleted -q")).Output);
    }

    private async Task AssertAccessIsManagedAsync()
    {
        await DoAsync("group create staff");
        await DoAsync("share permission set p --user admin --level admin");
        await DoAsync("share permission set p --group staff --level read-write");
        Assert.Equal("user admin\ngroup staff\ndefault\n", (await DoAsync("share permission list p -q")).Output);
        await DoAsync("share permission remove p --user admin");
        Assert.Equal(66, (await _ctl.RunLineAsync("share permission remove p --user admin")).ExitCode);
        await DoAsync("share client-rule add p 192.168.1.7");
        Assert.Equal(1, (await _ctl.RunLineAsync("share client-rule add p 192.168.1.7")).ExitCode);
        await DoAsync("share client-rule remove p 192.168.1.7");
        Assert.Equal("10.0.0.0/8\n", (await DoAsync("share client-rule list p -q")).Output);
    }

    private Task LoginAsync()
    {
        _ctl.Input = DittoFsApplication.AdministratorPassword + "\n";
        return DoAsync($"login {Server.UriOf("/")} --user admin");
    }

    private async Task<CtlResult> DoAsync(string line)
    {
        var result = await _ctl.RunLineAsync(line);
        Assert.True(result.ExitCode == 0, $"{line}: {result}");
        return result;
    }

    private async Task<JsonElement> JsonAsync(string line)
    {
        using var document = JsonDocument.Parse((await DoAsync($"{line} -o json")).Output);
        return document.RootElement.Clone();
    }
}
