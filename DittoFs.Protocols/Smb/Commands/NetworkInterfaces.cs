using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>FSCTL_QUERY_NETWORK_INTERFACE_INFO (MS-SMB2 2.2.32.5): where else the server could be reached. Connections are not bundled here, so it is one place.</summary>
internal static class NetworkInterfaces
{
    private const int EntryBytes = 152;
    private const int AddressBytes = 128;
    private const ushort Ip4 = 0x0002;
    private const ushort Ip6 = 0x0017;

    // What is told of an interface that does not know its speed, such as the loopback.
    private const ulong UnknownSpeed = 1_000_000_000;

    /// <summary>Writes the interface that the client's own connection came in by.</summary>
    public static NtStatus Write(SmbCall call, in IoctlRequest request)
    {
        // 3.3.5.15.11: it is asked of the server, so of no file.
        if (request.File.Persistent != ulong.MaxValue || request.File.Volatile != ulong.MaxValue)
        {
            return NtStatus.InvalidParameter;
        }

        if (request.OutputMax < EntryBytes)
        {
            return NtStatus.BufferTooSmall;
        }

        var address = call.Connection.ServerAddress;
        var (index, speed) = Find(address);
        call.Reply.WriteUInt32(0);
        call.Reply.WriteUInt32(index);
        call.Reply.WriteZeros(8);
        call.Reply.WriteUInt64(speed);
        WriteAddress(call.Reply, address);
        return NtStatus.Success;
    }

    private static (uint Index, ulong Speed) Find(IPAddress address)
    {
        foreach (var candidate in NetworkInterface.GetAllNetworkInterfaces())
        {
            var properties = candidate.GetIPProperties();
            if (properties.UnicastAddresses.Any(unicast => unicast.Address.Equals(address)))
            {
                var index = candidate.Supports(NetworkInterfaceComponent.IPv4) ? properties.GetIPv4Properties().Index : properties.GetIPv6Properties().Index;
                return ((uint)index, candidate.Speed > 0 ? (ulong)candidate.Speed : UnknownSpeed);
            }
        }

        return (0, UnknownSpeed);
    }

    /// <summary>SOCKADDR_STORAGE (2.2.32.5.1): the family in little-endian order, the rest as on the network; the port is 0.</summary>
    private static void WriteAddress(LittleEndianWriter reply, IPAddress address)
    {
        Span<byte> storage = stackalloc byte[AddressBytes];
        storage.Clear();
        var isOld = address.AddressFamily == AddressFamily.InterNetwork;
        BinaryPrimitives.WriteUInt16LittleEndian(storage, isOld ? Ip4 : Ip6);
        address.TryWriteBytes(storage[(isOld ? 4 : 8)..], out _);
        reply.WriteBytes(storage);
    }
}
