using System.Globalization;
using System.Text.Json;
using DittoFs.Web.Hosting.Cli.Running;
using DittoFs.Web.Hosting.Control;
using DittoFs.Web.Hosting.Lifecycle;
using DittoFs.Web.Hosting.Platform;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Hosting.Cli;

/// <summary>The verbs against a server in a process of its own.</summary>
public sealed class VerbsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Status_TellsWhatRunsAndStop_WaitsForTheEnd()
    {
        await using var server = await ServerProcess.StartServerAsync(_directory.Path, "--quick-start");

        var (status, output, errors) = await RunAsync("status", "-o", "json");
        Assert.True(status == 0, errors + output);
        var report = JsonDocument.Parse(output).RootElement;
        Assert.Equal(server.Id, report.GetProperty("processId").GetInt32());
        Assert.True(report.GetProperty("ready").GetBoolean());
        Assert.Equal(1, report.GetProperty("sharesRunning").GetInt32());

        var stopped = await RunAsync("stop");

        Assert.True(stopped.Status == 0, stopped.Errors);
        Assert.False(ProcessProbe.IsAlive(server.Id));
        Assert.Equal(0, (await server.WaitForExitAsync()).Status);
        Assert.Equal(3, (await RunAsync("status")).Status);
        Assert.Equal(0, (await RunAsync("stop")).Status);
    }

    [Fact]
    public async Task Status_OfAServerWithAFailedPart_IsOne()
    {
        await using var server = await ServerProcess.StartServerAsync(_directory.Path, "--http-listen", "203.0.113.1");

        var (status, output, _) = await RunAsync("status");

        Assert.Equal(1, status);
        Assert.Contains("http    DOES NOT RUN.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_WithoutAControlSocket_SendsTheSignal()
    {
        await using var server = await ServerProcess.StartServerAsync(_directory.Path);
        File.Delete(ControlSocket.PathIn(_directory.Path));

        var (status, _, errors) = await RunAsync("stop");

        Assert.True(status == 0, errors);
        Assert.Equal(0, (await server.WaitForExitAsync()).Status);
    }

    [Fact]
    public async Task Daemon_ReturnsWhenReadyAndLogsToItsFile()
    {
        var started = await RunAsync("start", "--daemon", "--nfs-port", "0", "--smb-port", "0", "--http-port", "0");
        try
        {
            Assert.True(started.Status == 0, started.Errors);
            Assert.Contains("The server runs in the background", started.Output, StringComparison.Ordinal);
            var process = int.Parse(File.ReadAllText(_directory.Combine("run", "dittofs.pid")), CultureInfo.InvariantCulture);
            Assert.Equal(process, ServerProcess.ReadServerFile(_directory.Path)!.Pid);
            Assert.Equal(LogFile.PathIn(_directory.Path), File.ResolveLinkTarget($"/proc/{process}/fd/2", returnFinalTarget: true)!.FullName);
            Assert.Contains("The server is ready", (await RunAsync("logs")).Output, StringComparison.Ordinal);
            Assert.Empty((await RunAsync("logs", "--since", "2999-01-01T00:00:00Z")).Output);

            File.Move(LogFile.PathIn(_directory.Path), _directory.Combine("log", "old"));
            Assert.Equal(0, NativeMethods.SendSignal(process, 1));
            await WaitForAsync(() => File.Exists(LogFile.PathIn(_directory.Path)) && File.ResolveLinkTarget($"/proc/{process}/fd/2", true)!.FullName == LogFile.PathIn(_directory.Path));

            var second = await RunAsync("start", "--daemon", "--nfs-port", "0", "--smb-port", "0", "--http-port", "0");

            Assert.Equal(69, second.Status);
            Assert.Contains("is in use by another server", second.Errors, StringComparison.Ordinal);
        }
        finally
        {
            var stopped = await RunAsync("stop");
            Assert.True(stopped.Status == 0, stopped.Errors);
        }

        Assert.Contains("The server stopped in order", File.ReadAllText(LogFile.PathIn(_directory.Path)), StringComparison.Ordinal);
        Assert.False(File.Exists(_directory.Combine("run", "dittofs.pid")));
        Assert.False(File.Exists(ServerFile.PathIn(_directory.Path)));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _dittofs_complete dittofs")]
    [InlineData("zsh", "compdef _dittofs dittofs")]
    [InlineData("fish", "complete -c dittofs")]
    [InlineData("powershell", "Register-ArgumentCompleter -Native -CommandName dittofs")]
    public async Task Completion_PrintsAScript(string shell, string line)
    {
        await using var process = ServerProcess.Start(["completion", shell]);

        var (status, output, _) = await process.WaitForExitAsync();

        Assert.Equal(0, status);
        Assert.Contains(line, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suggestions_AreTheVerbs()
    {
        await using var process = ServerProcess.Start(["[suggest:11]", "dittofs sta"]);

        Assert.Equal("start\nstatus\n", (await process.WaitForExitAsync()).Output);
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    private async Task<(int Status, string Output, string Errors)> RunAsync(string verb, params string[] arguments)
    {
        await using var process = ServerProcess.Start([verb, "--data-directory", _directory.Path, .. arguments]);
        return await process.WaitForExitAsync();
    }
}
