using System.Buffers.Binary;
using System.Net;
using DittoFs.Protocols.Authentication;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Rpc;

/// <summary>
/// The client at the other end of one connection, with the identities that it used last: their credentials are compared as bytes,
/// so that a call with a known one costs neither decoding nor memory. An identity is made again when the server's own knowledge of users has changed.
/// Used by the connection's receive loop only.
/// </summary>
internal sealed class RpcPeer(IPAddress address, IPAddress local)
{
    private const int IdentitiesMax = 8;

    private readonly (byte[] Credential, CredentialTable Table, CallContext Context)[] identities = new (byte[], CredentialTable, CallContext)[IdentitiesMax];
    private CallContext? anonymous;
    private int known;
    private int oldest;

    /// <summary>Where the client is.</summary>
    public IPAddress Address { get; } = address;

    /// <summary>The address of this server that the client knows.</summary>
    public IPAddress LocalAddress { get; } = local;

    /// <summary>The address as a number, the same from every port and in both notations of an IPv4 address.</summary>
    public UInt128 AddressKey { get; } = ToKey(address);

    /// <summary>What a call that names nobody runs as.</summary>
    public CallContext Anonymous => anonymous ??= new CallContext(Caller.Anonymous, Address, FileProtocol.Nfs3);

    /// <summary>Finds or makes the context of an AUTH_SYS credential, completed from <paramref name="table"/>; null when its body is malformed.</summary>
    public CallContext? FindIdentity(ReadOnlyMemory<byte> credential, CredentialTable table)
    {
        if (credential.Length <= AuthSys.StampBytes)
        {
            return null;
        }

        var identity = credential.Span[AuthSys.StampBytes..];
        for (var i = 0; i < known; i++)
        {
            ref readonly var entry = ref identities[i];
            if (identity.SequenceEqual(entry.Credential))
            {
                return ReferenceEquals(entry.Table, table) ? entry.Context : Remember(i, credential, table);
            }
        }

        var made = Remember(oldest, credential, table);
        if (made is not null)
        {
            oldest = (oldest + 1) % IdentitiesMax;
            known = Math.Min(known + 1, IdentitiesMax);
        }

        return made;
    }

    private CallContext? Remember(int slot, ReadOnlyMemory<byte> credential, CredentialTable table)
    {
        if (!AuthSys.TryDecode(credential, out var claimed))
        {
            return null;
        }

        var context = new CallContext(table.Complete(claimed), Address, FileProtocol.Nfs3);
        identities[slot] = (credential.Span[AuthSys.StampBytes..].ToArray(), table, context);
        return context;
    }

    private static UInt128 ToKey(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
