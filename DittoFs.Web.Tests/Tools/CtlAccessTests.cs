using System.Text.Json;
using DittoFs.Protocols.Nfs.V3;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Tools;

/// <summary>Audit, refusals, effective access and API keys by dittofsctl against the real server.</summary>
public sealed class CtlAccessTests : IAsyncLifetime, IDisposable
{
    private readonly CtlSession _ctl = new(() => new SocketsHttpHandler());
    private DittoFsApplication? _server;

    private DittoFsApplication Server => _server ?? throw new InvalidOperationException("The server does not run.");

    private string Address => Server.UriOf("").ToString().TrimEnd('/');

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _server = await DittoFsApplication.StartAsync();
        _ctl.Input = $"{DittoFsApplication.AdministratorPassword}\n";
        await DoAsync($"login {Address} --user admin");
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
    public async Task Audit_IsListedExportedAndVerified()
    {
        await DoAsync("share update export --description All");

        var entry = (await JsonAsync("audit list --action share. --result done --actor admin --subject export --via rest --from 2026-01-01 --to 2090-01-01 --limit 5"))[0];
        Assert.Equal("share.change", entry.GetProperty("action").GetString());
        Assert.Equal(65, (await _ctl.RunLineAsync("audit list --limit 5000")).ExitCode);
        Assert.Equal(64, (await _ctl.RunLineAsync("audit list --result maybe")).ExitCode);
        var lines = (await DoAsync("audit export --action share.change")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("export", JsonDocument.Parse(lines.Single()).RootElement.GetProperty("subject").GetString());

        var head = (await DoAsync("audit verify -q")).Output.Trim();
        await DoAsync($"audit verify --expected {head}");
        var wrong = await _ctl.RunLineAsync($"audit verify --expected {head[..^1]}{(head[^1] == '0' ? '1' : '0')}");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("not as it was written", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(65, (await _ctl.RunLineAsync("audit verify --expected nonsense")).ExitCode);
    }

    [Fact]
    public async Task Refusals_AreListed_AndAccessIsExplained()
    {
        _ctl.Input = "a good long password\n";
        await DoAsync("user create bob --uid 1002");
        await DoAsync("share create projects --root-mode 0755 --default-permission read-write --client 127.0.0.0/8");
        await using var client = await NfsTestClient.ConnectAsync(Server.EndpointOf("nfs"));
        client.Rpc.Identity = (1002, 1002, []);
        var root = (await client.MountAsync("/projects")).Handle!;
        Assert.Equal(NfsV3Status.AccessDenied, (await client.CreateAsync(root, "plan")).Status);

        var table = (await DoAsync("refusals list --share projects --user bob --client 127.0.0.1 --protocol nfs --rule mode-bits")).Output;
        Assert.Matches("projects +bob +127.0.0.1 +nfs +create +/plan +mode-bits", table);
        Assert.Equal("", (await DoAsync("refusals list --rule sticky -q")).Output);

        var told = await DoAsync("share access projects --user bob --path /plan --protocol nfs --client 127.0.0.1");
        Assert.Matches("mode-bits +reads-only +.*write", told.Output);
        Assert.Contains("May not write: mode-bits.", told.Error, StringComparison.Ordinal);
        Assert.False((await JsonAsync("share access projects --user bob")).GetProperty("write").GetProperty("allowed").GetBoolean());
        Assert.Equal(66, (await _ctl.RunLineAsync("share access projects --user nobody")).ExitCode);
    }

    [Fact]
    public async Task ApiKeys_AreMadeUsedAndRevoked()
    {
        var key = (await DoAsync("api-key create script --role operator --read-only --scope shares --scope stores --expires-in 30 -q")).Output.Trim();
        Assert.StartsWith("dfs_", key, StringComparison.Ordinal);

        _ctl.Input = key + "\n";
        await DoAsync($"login {Address} --api-key-file - --context robot");
        Assert.Equal("export\n", (await DoAsync("share list -q")).Output);
        Assert.Equal(77, (await _ctl.RunLineAsync("user list")).ExitCode);
        Assert.Equal(77, (await _ctl.RunLineAsync("share disable export --yes")).ExitCode);
        Assert.Equal(77, (await _ctl.RunLineAsync("api-key create another")).ExitCode);

        var human = Server.UriOf("").Authority;
        Assert.Equal("script\n", (await DoAsync($"api-key list -q --context {human}")).Output);
        Assert.Equal("127.0.0.1", (await JsonAsync($"api-key list --all --context {human}"))[0].GetProperty("lastUsedFrom").GetString());
        await DoAsync($"api-key revoke script --yes --context {human}");
        Assert.Equal(77, (await _ctl.RunLineAsync("share list")).ExitCode);
        Assert.Equal(66, (await _ctl.RunLineAsync($"api-key revoke script --yes --context {human}")).ExitCode);
        await DoAsync("logout");
        Assert.Equal(77, (await _ctl.RunLineAsync("share list")).ExitCode);
    }

    private async Task<CtlResult> DoAsync(string line)
    {
        var result = await _ctl.RunLineAsync(line);
        Assert.True(result.ExitCode == 0, $"{line}: {result.ExitCode} {result.Error}");
        return result;
    }

    private async Task<JsonElement> JsonAsync(string line) => JsonDocument.Parse((await DoAsync($"{line} -o json")).Output).RootElement;
}
