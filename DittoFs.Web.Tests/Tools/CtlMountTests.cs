using System.Net;

namespace DittoFs.Web.Tests.Tools;

/// <summary>Mounts are made by the system's own programs, from what the server says of itself.</summary>
public sealed class CtlMountTests : IDisposable
{
    private const string Adapter = """
        {"name":"nfs","enabled":true,"port":12049,"listenAddresses":["0.0.0.0"],"portmapPort":0,"fixed":{},"remarks":[],"endpoints":["0.0.0.0:12049"],"version":"1",
        "status":{"state":"running","since":"2030-01-01T00:00:00Z"}}
        """;

    private readonly StubServer _server = new();
    private readonly CtlSession _ctl;

    public CtlMountTests() => _ctl = new CtlSession(() => _server);

    [Theory]
    [InlineData("share mount docs /mnt", "sudo mount -t nfs -o vers=3,tcp,port=12049,mountport=12049,nolock,nosuid,nodev stub:/docs /mnt")]
    [InlineData("share mount docs /mnt --host fd00::7 --mount-option ro", "sudo mount -t nfs -o vers=3,tcp,port=12049,mountport=12049,nolock,nosuid,nodev,ro [fd00::7]:/docs /mnt")]
    [InlineData("share mount docs /mnt --protocol smb --user alice --port 1445", "sudo mount -t cifs -o port=1445,username=alice,nosuid,nodev //stub/docs /mnt")]
    [InlineData("share unmount /mnt --lazy", "sudo umount -l /mnt")]
    public async Task Program_IsRun(string line, string program)
    {
        await _ctl.SignInAsync();
        _server.Answer(Adapter);

        Assert.Equal(0, (await _ctl.RunLineAsync(line)).ExitCode);

        Assert.Equal([program], _ctl.Programs);
    }

    [Fact]
    public async Task Server_WithAPortmapper_IsFoundByIt()
    {
        await _ctl.SignInAsync();
        _ctl.IsRoot = true;
        _server.Answer(Adapter.Replace("\"portmapPort\":0", "\"portmapPort\":111", StringComparison.Ordinal));

        await _ctl.RunLineAsync("share mount docs /mnt");

        Assert.Equal(["mount -t nfs -o vers=3,tcp,nosuid,nodev stub:/docs /mnt"], _ctl.Programs);
    }

    [Fact]
    public async Task User_WhoMayNotAsk_GetsTheUsualPort()
    {
        await _ctl.SignInAsync();
        _server.Refuse(HttpStatusCode.Forbidden, "forbidden", "Not for you.");

        Assert.Equal(0, (await _ctl.RunLineAsync("share mount docs /mnt")).ExitCode);

        Assert.Contains("port=2049,", Assert.Single(_ctl.Programs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_IsPrintedForAShell()
    {
        await _ctl.SignInAsync();

        var result = await _ctl.RunAsync("share", "mount", "docs", "/mnt/it's mine", "--port", "2049", "--print");

        Assert.Equal(@"mount -t nfs -o vers=3,tcp,port=2049,mountport=2049,nolock,nosuid,nodev stub:/docs '/mnt/it'\''s mine'" + "\n", result.Output);
        Assert.Empty(_ctl.Programs);
    }

    [Theory]
    [InlineData(32, "ended with 32")]
    [InlineData(null, "There is no program 'sudo' here")]
    public async Task Program_ThatFails_IsNamed(int? end, string text)
    {
        await _ctl.SignInAsync();
        _ctl.ProgramEnd = end;

        var result = await _ctl.RunLineAsync("share mount docs /mnt --port 2049");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(text, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_MustBeAbsolute()
    {
        await _ctl.SignInAsync();

        Assert.Equal(64, (await _ctl.RunLineAsync("share mount docs mnt")).ExitCode);
        Assert.Empty(_ctl.Programs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ctl.Dispose();
        _server.Dispose();
    }
}
