using DittoFs.Web.Realtime;
using Microsoft.AspNetCore.Http;

namespace DittoFs.Web.Tests.Web.Realtime;

public sealed class OriginCheckTests
{
    [Theory]
    [InlineData("nas.example:8080", "", true)]
    [InlineData("nas.example:8080", "http://nas.example:8080", true)]
    [InlineData("nas.example:8080", "http://NAS.example:8080", true)]
    [InlineData("nas.example", "https://nas.example", true)]
    [InlineData("nas.example:8080", "http://nas.example", false)]
    [InlineData("nas.example:8080", "http://evil.example:8080", false)]
    [InlineData("nas.example:8080", "null", false)]
    [InlineData("nas.example:8080", "http://nas.example:8080.evil.example", false)]
    public void IsOwn_OfARequest_ComparesHostAndOrigin(string host, string origin, bool expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString(host);
        request.Headers.Origin = origin;

        Assert.Equal(expected, OriginCheck.IsOwn(request));
    }
}
