using System.Net;
using System.Net.Sockets;
using DittoFs.Web.Hosting.Lifecycle;

namespace DittoFs.Web.Tests.Web.Hosting;

public sealed class PortFailureTests
{
    private static readonly IPEndPoint[] Endpoints = [new(IPAddress.Loopback, 2049)];

    [Theory]
    [InlineData(SocketError.AddressAlreadyInUse, "127.0.0.1:2049 is taken by another program (often the kernel's own NFS server, or another DittoFs); "
        + "as root, ss -ltnp 'sport = :2049' names it. Stop it, or choose another port with --nfs-port.")]
    [InlineData(SocketError.AccessDenied, "127.0.0.1:2049 needs a right that this user lacks: ports below 1024 are for root. Choose another port with --nfs-port.")]
    [InlineData(SocketError.AddressNotAvailable, "This machine has no address for 127.0.0.1:2049. Choose another with --listen.")]
    public void Describe_OfASocketError_SaysWhatToDo(SocketError error, string expected)
    {
        var wrapped = new IOException("outer", new InvalidOperationException("inner", new SocketException((int)error)));

        Assert.Equal(expected, PortFailure.Describe(Endpoints, wrapped, "--nfs-port", "--listen"));
    }
}
