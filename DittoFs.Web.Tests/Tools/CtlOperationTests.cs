using DittoFs.Protocols.Nlm;
using DittoFs.Web.Observability;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DittoFs.Web.Tests.Tools;

/// <summary>The commands that look at the running server and act on it, against a real one.</summary>
public sealed class CtlOperationTests
{
    [Fact]
    public async Task CacheAndLog_AreShownFlushedAndEvicted()
    {
        await using var on = await CtlOnServer.StartAsync();

        Assert.Equal("memory\ndisk\n", (await on.DoAsync("cache stats -q")).Output);
        Assert.Contains("Nothing was read", (await on.DoAsync("cache stats")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await on.JsonAsync("cache evict --tier memory --yes")).GetProperty("memoryBytes").GetInt64());
        Assert.Equal("export\n", (await on.DoAsync("wal stats -q")).Output);
        Assert.True((await on.JsonAsync("wal stats")).GetProperty("segments").GetInt32() > 0);
        Assert.Equal("export\n", (await on.DoAsync("wal uploads -q")).Output);

        Assert.Equal("done", (await on.JsonAsync("wal flush --share export")).GetProperty("state").GetString());
        Assert.Equal(66, (await on.Ctl.RunLineAsync("wal flush --share nowhere")).ExitCode);
        var job = (await on.JsonAsync("wal flush --background")).GetProperty("id").GetString()!;

        Assert.Equal("all shares", (await on.JsonAsync($"job get {job}")).GetProperty("subject").GetString());
        Assert.Equal(2, (await on.DoAsync("job list -q")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        await on.DoAsync($"job cancel {job} --yes");
        Assert.Equal(66, (await on.Ctl.RunLineAsync($"job get {Guid.Empty}")).ExitCode);
    }

    [Fact]
    public async Task LocksAndOpenFiles_AreListedReleasedAndClosed()
    {
        await using var on = await CtlOnServer.StartAsync();
        await on.DoAsync("share create docs --default-permission read-write --root-mode 0777 --metadata-store memory --block-store memory");
        await using var nfs = await NfsTestClient.ConnectAsync(on.Server.EndpointOf("nfs"));
        var file = (await nfs.CreateAsync((await nfs.MountAsync("/docs")).Handle!, "file")).Handle!;
        var alice = new NlmTestClient(nfs.Rpc, "alice");
        Assert.Equal(NlmStatus.Granted, await alice.LockAsync(file, 10, 20));
        Assert.Equal(NlmStatus.Granted, await alice.ShareAsync(file, denies: 2, access: 1));

        var held = (await on.JsonAsync("lock list --search docs"))[0];
        Assert.Equal(10, held.GetProperty("offset").GetInt32());
        await on.DoAsync($"lock release {held.GetProperty("id").GetString()} --reason test --yes");
        Assert.Equal("", (await on.DoAsync("lock list -q")).Output);
        Assert.Equal(66, (await on.Ctl.RunLineAsync($"lock release {held.GetProperty("id").GetString()} --yes")).ExitCode);
        Assert.Equal(64, (await on.Ctl.RunLineAsync("lock release --yes")).ExitCode);
        var open = (await on.DoAsync("open-file list -q")).Output.Trim();
        await on.DoAsync($"open-file close docs {open} --reason test --yes");
        Assert.Equal("", (await on.DoAsync("open-file list -q")).Output);
        Assert.Equal(NlmStatus.Granted, await alice.LockAsync(file, 10, 20));
        Assert.Contains("Released 1", (await on.DoAsync("lock release --client 127.0.0.1 --client-name alice --yes")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SettingsAndLogs_AreShown_AndSettingsChanged()
    {
        await using var on = await CtlOnServer.StartAsync();

        await on.DoAsync("setting set server.name filer");
        Assert.Equal("filer", (await on.JsonAsync("setting list")).EnumerateArray().Single(setting => setting.GetProperty("key").GetString() == "server.name").GetProperty("value").GetString());
        Assert.Equal(1, (await on.Ctl.RunLineAsync("setting set Wal:Budget 1GiB")).ExitCode);
        await on.DoAsync("setting set server.name");
        on.Server.Services.GetRequiredService<LogRing>().Add(LogLevel.Warning, "DittoFs.Web", 1, "Look \u001b[31mhere", null);
        Assert.Contains("Look \\u001b[31mhere", (await on.DoAsync("logs --level warning --search look")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await on.JsonAsync("logs --level warning --search look")).GetProperty("entries").GetArrayLength());
    }
}
