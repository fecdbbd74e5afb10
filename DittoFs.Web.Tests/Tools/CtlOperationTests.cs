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
}
