using System.Net;
using DittoFs.Web.AdminConsole.Pages.Shares;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.Tests.Web.AdminConsole;

public sealed class MountInstructionsTests
{
    [Fact]
    public void All_NameHostPortAndShare()
    {
        var ways = new MountInstructions("nas.example", 12049, "export", offersLocks: false).All.SelectMany(platform => platform.Ways).ToList();

        Assert.All(ways, way => Assert.Contains("port=12049", way.Text, StringComparison.Ordinal));
        Assert.All(ways, way => Assert.Contains("nas.example", way.Text, StringComparison.Ordinal));
        Assert.All(ways, way => Assert.Contains("/export", way.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(445, false)]
    [InlineData(1445, true)]
    public void AllOfSmb_NameHostAndShareAndThePortWhereItMatters(int port, bool isNamed)
    {
        var ways = new SmbMountInstructions("nas.example", port, "export", EncryptionKind.Offered).All.SelectMany(platform => platform.Ways).ToList();

        Assert.All(ways, way => Assert.Contains("nas.example", way.Text, StringComparison.Ordinal));
        Assert.All(ways, way => Assert.Contains("export", way.Text, StringComparison.Ordinal));
        Assert.All(ways.Where(way => isNamed || way.Text.StartsWith("smbclient", StringComparison.Ordinal)), way => Assert.Contains($"{port}", way.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(EncryptionKind.Offered, true)]
    [InlineData(EncryptionKind.Required, true)]
    [InlineData(EncryptionKind.Off, false)]
    public void AllOfSmb_EncryptUnlessTheShareDoesWithout(EncryptionKind encryption, bool encrypts)
    {
        var mounts = new SmbMountInstructions("nas.example", 445, "export", encryption).All.SelectMany(platform => platform.Ways)
            .Where(way => way.Text.Contains("cifs", StringComparison.Ordinal)).ToList();

        Assert.Equal(2, mounts.Count);
        Assert.All(mounts, way => Assert.Equal(encrypts, way.Text.Contains("seal,", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void All_Mounts_NamePortsAndNoLocksUnlessTheServerOffersThem(bool offersLocks)
    {
        var mounts = new MountInstructions("nas.example", 2049, "export", offersLocks).All.SelectMany(platform => platform.Ways)
            .Where(way => !way.Text.StartsWith("nfs-ls", StringComparison.Ordinal)).ToList();

        Assert.Equal(5, mounts.Count);
        Assert.All(mounts, way => Assert.Equal(!offersLocks, way.Text.Contains("nolock", StringComparison.Ordinal)));
        Assert.All(mounts, way => Assert.Equal(!offersLocks, way.Text.Contains("mountport=2049", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("0.0.0.0", "nas.example")]
    [InlineData("::", "nas.example")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("192.168.1.5", "192.168.1.5")]
    [InlineData("fd00::5", "[fd00::5]")]
    public void ChooseHost_TakesTheBrowsersUnlessTheServerListensElsewhere(string listen, string expected) =>
        Assert.Equal(expected, MountInstructions.ChooseHost("nas.example", [new IPEndPoint(IPAddress.Parse(listen), 2049)]));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("0.0.0.0", false)]
    public void IsLocalOnly_LooksAtEveryAddress(string listen, bool expected) =>
        Assert.Equal(expected, MountInstructions.IsLocalOnly([new IPEndPoint(IPAddress.Parse(listen), 2049)]));
}
