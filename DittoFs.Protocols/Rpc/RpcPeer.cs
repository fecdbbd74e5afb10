using System.Buffers.Binary;
using System.Net;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Rpc;

/// <summary>
/// The client at the other end of one connection, with the identities that it used last: their credentials are compared as bytes,
/// so that a call with a known one costs neither decoding nor memory. Used by the connection's receive loop only.
/// </summary>
internal sealed class RpcPeer(IPAddress address)
{
    private const int IdentitiesMax = 8;

    private readonly (byte[] Credential, CallContext Context)[] identities = new (byte[], CallContext)[IdentitiesMax];
    private CallContext? anonymous;
    private int known;
    private int oldest;

    /// <summary>Where the client is.</summary>
    public IPAddress Address { get; } = address;

    /// <summary>The address as a number, the same from every port and in both notations of an IPv4 address.</summary>
    public UInt128 AddressKey { get; } = ToKey(address);

    /// <summary>What a call that names nobody runs as.</summary>
    public CallContext Anonymous => anonymous ??= new CallContext(Caller.Anonymous, Address, FileProtocol.Nfs3);

    /// <summary>Finds or makes the context of an AUTH_SYS credential; null when its body is malformed.</summary>
    public CallContext? FindIdentity(ReadOnlyMemory<byte> credential)
    {
        if (credential.Length <= AuthSys.StampBytes)
        {
            return null;
        }

        var identity = credential.Span[AuthSys.StampBytes..];
        foreach (ref readonly var entry in identities.AsSpan(0, known))
        {
            if (identity.SequenceEqual(entry.Credential))
            {
                return entry.Context;
            }
        }

        return AuthSys.TryDecode(credential, out var caller) ? Remember(identity, caller) : null;
    }

    private CallContext Remember(ReadOnlySpan<byte> identity, Caller caller)
    {
        var context = new CallContext(caller, Address, FileProtocol.Nfs3);
        identities[oldest] = (identity.ToArray(), context);
        oldest = (oldest + 1) % IdentitiesMax;
        known = Math.Min(known + 1, IdentitiesMax);
        return context;
    }

    private static UInt128 ToKey(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
