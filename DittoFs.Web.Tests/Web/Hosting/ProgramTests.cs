using DittoFs.Web.Hosting.Lifecycle;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Hosting;

/// <summary>The program as an administrator meets it.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task QuickStart_PrintsLinesThatFitAndStopsOnSigterm()
    {
        await using var server = await ServerProcess.StartServerAsync(_directory.Path, "--quick-start");
        var port = ServerProcess.ReadServerFile(_directory.Path)!.Endpoints.First(endpoint => endpoint.Protocol == "nfs").Port;

        server.Stop();
        var (status, output, errors) = await server.WaitForExitAsync();

        Assert.True(status == 0, errors);
        Assert.Contains($"nfs-ls 'nfs://127.0.0.1/export?version=3&nfsport={port}&mountport={port}'", output, StringComparison.Ordinal);
        Assert.Contains($"sudo mount -t nfs -o vers=3,tcp,port={port},mountport={port},nolock,nosuid,nodev 127.0.0.1:/export /mnt", output, StringComparison.Ordinal);
        Assert.False(File.Exists(ServerFile.PathIn(_directory.Path)));
    }

    [Fact]
    public async Task Start_AfterAKill_FindsTheShareAsItWas()
    {
        await using (var killed = await ServerProcess.StartServerAsync(_directory.Path, "--quick-start"))
        {
            await killed.KillAsync();
        }

        var before = Directory.GetDirectories(_directory.Combine("blocks"));
        await using var server = await ServerProcess.StartServerAsync(_directory.Path);

        Assert.Empty(ServerProcess.ReadServerFile(_directory.Path)!.Failures);
        Assert.Single(before);
        Assert.Equal(before, Directory.GetDirectories(_directory.Combine("blocks")));
    }

    [Fact]
    public async Task Start_WithASettingOutOfRange_EndsWithTheReasonAlone()
    {
        await using var server = ServerProcess.Start(["start", "--data-directory", _directory.Path], ("DITTOFS_Wal__Budget", "1MiB"));

        var (status, output, errors) = await server.WaitForExitAsync();

        Assert.Equal((78, "", "dittofs: Wal:Budget = 1MiB: must be between 256MiB and 16TiB (set in the environment).\n"), (status, output, errors));
    }

    [Fact]
    public async Task Start_OnADirectoryInUse_EndsWithoutAStackTrace()
    {
        await using var first = await ServerProcess.StartServerAsync(_directory.Path);
        await using var second = ServerProcess.Start(["start", "--data-directory", _directory.Path, "--nfs-port", "0", "--smb-port", "0", "--http-port", "0"]);

        var (status, _, errors) = await second.WaitForExitAsync();

        Assert.Equal(69, status);
        Assert.Contains($"dittofs: ", errors, StringComparison.Ordinal);
        Assert.Contains(_directory.Path, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.Equal(first.Id, ServerProcess.ReadServerFile(_directory.Path)!.Pid);
    }

    [Theory]
    [InlineData("start", "--trust-root")]
    [InlineData("start", "--quick-start", "--clients", "10.0.0.0/33")]
    [InlineData("sstart")]
    public async Task CommandLine_ThatIsNotUnderstood_EndsWithTheUsageStatus(params string[] arguments)
    {
        await using var server = ServerProcess.Start(arguments);

        var (status, output, errors) = await server.WaitForExitAsync();

        Assert.Equal((64, ""), (status, output));
        Assert.StartsWith("dittofs: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_PrintsOneLine()
    {
        await using var server = ServerProcess.Start(["version"]);

        var (status, output, _) = await server.WaitForExitAsync();

        Assert.Equal(0, status);
        Assert.Matches(@"\ADittoFs \d+\.\d+\.\d+ \(\.NET .+\)\n\z", output);
    }
}
