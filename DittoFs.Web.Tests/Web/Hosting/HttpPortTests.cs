using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Hosting;

public sealed class HttpPortTests
{
    [Fact]
    public async Task Port_OfAnotherProgram_IsAFailedPartAndTheRestRuns()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        await using var application = await DittoFsApplication.StartAsync(arguments => arguments with { Overrides = arguments.Overrides.SetItem("Http:Port", port) });

        var file = application.ReadServerFile();
        var failure = Assert.Single(file.Failures);
        Assert.Equal("http", failure.Part);
        Assert.StartsWith($"127.0.0.1:{port} is taken by another program", failure.Reason, StringComparison.Ordinal);
        Assert.Contains(file.Endpoints, endpoint => endpoint.Protocol == "nfs");
        Assert.Contains(application.Log.Lines, line => line.Event == 1061 && line.Text.Contains(port, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Environment_NamesTheAddresses()
    {
        await using var application = await DittoFsApplication.StartAsync(arguments => arguments with
        {
            Environment = arguments.Environment.Add("DITTOFS_Http__ListenAddresses", "127.0.0.1,127.0.0.2"),
        });

        Assert.Equal(
            ["127.0.0.1", "127.0.0.2"],
            application.ReadServerFile().Endpoints.Where(endpoint => endpoint.Protocol == "http").Select(endpoint => endpoint.Address));
    }
}
