using System.Net;
using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.Tls;

namespace DittoFs.Web.Tests.Web.Hosting.Tls;

public sealed class TlsRulesTests
{
    [Theory]
    [InlineData("auto", "127.0.0.1", false, false)]
    [InlineData("auto", "::1", false, false)]
    [InlineData("auto", "0.0.0.0", false, true)]
    [InlineData("auto", "192.0.2.1", false, true)]
    [InlineData("auto", "127.0.0.1", true, true)]
    [InlineData("required", "127.0.0.1", false, true)]
    [InlineData("off", "127.0.0.1", true, false)]
    [InlineData("off", "0.0.0.0", true, false)]
    public void Speaks_ByModeAddressAndCertificate(string mode, string address, bool hasCertificate, bool speaks)
    {
        var http = Make(mode, address);
        http.Tls.CertificateFile = hasCertificate ? "/etc/certificate.pem" : "";

        Assert.Equal(speaks, TlsRules.Speaks(http, http.ListenAddresses[0]));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    public void PlainHttp_BeyondLoopback_IsRefusedUnlessAllowed(string address)
    {
        var http = Make("off", address);

        var problem = Assert.Single(TlsRules.FindProblems(http));
        Assert.Contains(address, problem, StringComparison.Ordinal);
        Assert.Contains("Http:AllowPlainOffLoopback = true", problem, StringComparison.Ordinal);

        http.AllowPlainOffLoopback = true;
        Assert.Empty(TlsRules.FindProblems(http));
    }

    [Fact]
    public void PlainHttp_OnLoopback_IsNoProblem() => Assert.Empty(TlsRules.FindProblems(Make("off", "127.0.0.1")));

    [Fact]
    public void Key_WithoutACertificate_IsAProblem()
    {
        var http = Make("auto", "127.0.0.1");
        http.Tls.KeyFile = "/etc/key.pem";

        Assert.Contains("Http:Tls:CertificateFile", Assert.Single(TlsRules.FindProblems(http)), StringComparison.Ordinal);
    }

    private static HttpOptions Make(string mode, string address) => new()
    {
        ListenAddresses = [IPAddress.Parse(address)],
        Tls = { Mode = Enum.Parse<TlsMode>(mode, ignoreCase: true) },
    };
}
