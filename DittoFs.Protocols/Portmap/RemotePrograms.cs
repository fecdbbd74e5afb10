using System.Net;
using System.Net.Sockets;
using System.Text;
using DittoFs.Protocols.Portmap.V2;
using DittoFs.Protocols.Portmap.V2.Types;
using DittoFs.Protocols.Portmap.V4;
using DittoFs.Protocols.Portmap.V4.Types;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Portmap;

/// <summary>Calls programs of clients, whose ports their portmappers tell: over TCP, and over UDP where that leads to nothing.</summary>
internal sealed class RemotePrograms(IRpcCaller caller)
{
    private const int Port = 111;
    private const uint GetPort = 3;
    private const uint GetAddress = 3;
    private const int AddressBytesMax = 256;

    /// <summary>Makes one call; null when there was no answer, or no result.</summary>
    public async Task<ReadOnlyMemory<byte>?> CallAsync(
        IPAddress client, uint program, uint version, uint procedure, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken)
    {
        foreach (var isDatagram in (bool[])[false, true])
        {
            if (await FindAsync(client, program, version, isDatagram, cancellationToken).ConfigureAwait(false) is { } endpoint
                && await caller.CallAsync(new RpcTarget(endpoint, isDatagram, program, version), procedure, arguments, cancellationToken).ConfigureAwait(false) is { } answer)
            {
                return answer;
            }
        }

        return null;
    }

    private async Task<IPEndPoint?> FindAsync(IPAddress client, uint program, uint version, bool isDatagram, CancellationToken cancellationToken)
    {
        var isIPv6 = client.AddressFamily == AddressFamily.InterNetworkV6;
        var target = new RpcTarget(
            new IPEndPoint(client, Port), isDatagram, PortmapV2Program.ProgramNumber, isIPv6 ? RpcbindProgram.NewerVersion : PortmapV2Program.ProgramVersion);
        IWireEncodable arguments = isIPv6
            ? new RpcbindQuery(program, version, isDatagram ? "udp6" : "tcp6", "", "")
            : new PortMapping(program, version, isDatagram ? PortMapping.Udp : PortMapping.Tcp, 0);
        using var writer = new XdrWriter();
        arguments.Encode(writer);
        var answer = await caller.CallAsync(target, isIPv6 ? GetAddress : GetPort, writer.Written.ToArray(), cancellationToken).ConfigureAwait(false);
        return answer is { } result && ReadPort(result, isIPv6) is var port and > 0 and <= IPEndPoint.MaxPort ? new IPEndPoint(client, port) : null;
    }

    private static int ReadPort(ReadOnlyMemory<byte> result, bool isAddress)
    {
        var reader = new XdrReader(result);
        if (!isAddress)
        {
            return reader.TryReadUInt32(out var number) && number <= IPEndPoint.MaxPort ? (int)number : 0;
        }

        return reader.TryReadOpaque(AddressBytesMax, out var text) && PortmapEntry.TryReadPort(Encoding.ASCII.GetString(text.Span), out var port) ? port : 0;
    }
}
