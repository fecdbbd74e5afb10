using System.Collections.Immutable;
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

/// <summary>
/// Registers programs with an rpcbind that runs on this machine: through its Unix socket, which is where today's take registrations, else by the old way over
/// loopback.
/// </summary>
internal sealed class RpcbindRegistration(IRpcCaller caller)
{
    private const uint Null = 0;
    private const uint Set = 1;
    private const uint Unset = 2;
    private const uint GetAddress = 3;
    private const int AddressBytesMax = 256;

    private static readonly RpcTarget Local = new(
        new UnixDomainSocketEndPoint("/run/rpcbind.sock"), IsDatagram: false, PortmapV2Program.ProgramNumber, RpcbindProgram.NewerVersion);

    private static readonly RpcTarget Loopback = new(
        new IPEndPoint(IPAddress.Loopback, 111), IsDatagram: false, PortmapV2Program.ProgramNumber, PortmapV2Program.ProgramVersion);

    /// <summary>
    /// Registers entries. What is registered already and answers belongs to somebody else, such as the kernel's own lock manager, and stays; what does not
    /// answer was left behind by a server that was killed.
    /// </summary>
    /// <returns>Those that are registered now; less than all if some belong to others, none if nobody takes registrations.</returns>
    public async Task<ImmutableArray<PortmapEntry>> RegisterAsync(IReadOnlyList<PortmapEntry> entries, CancellationToken cancellationToken)
    {
        if (await caller.CallAsync(Local, Null, default, cancellationToken).ConfigureAwait(false) is null
            && await caller.CallAsync(Loopback, Null, default, cancellationToken).ConfigureAwait(false) is null)
        {
            return [];
        }

        var registered = ImmutableArray.CreateBuilder<PortmapEntry>();
        foreach (var entry in entries)
        {
            if (await ChangeAsync(Set, entry, cancellationToken).ConfigureAwait(false)
                || (await IsLeftBehindAsync(entry, cancellationToken).ConfigureAwait(false)
                    && await ChangeAsync(Unset, entry, cancellationToken).ConfigureAwait(false)
                    && await ChangeAsync(Set, entry, cancellationToken).ConfigureAwait(false)))
            {
                registered.Add(entry);
            }
        }

        return registered.ToImmutable();
    }

    /// <summary>Takes back what was registered; false if something was not.</summary>
    public async Task<bool> UnregisterAsync(IReadOnlyList<PortmapEntry> entries, CancellationToken cancellationToken)
    {
        var all = true;
        foreach (var entry in entries)
        {
            all &= await ChangeAsync(Unset, entry, cancellationToken).ConfigureAwait(false);
        }

        return all;
    }

    private async Task<bool> IsLeftBehindAsync(PortmapEntry entry, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(Local, GetAddress, RpcbindQuery.Of(entry), cancellationToken).ConfigureAwait(false);
        if (answer is not { } result
            || !new XdrReader(result).TryReadOpaque(AddressBytesMax, out var address)
            || !PortmapEntry.TryReadPort(Encoding.ASCII.GetString(address.Span), out var port))
        {
            return false;
        }

        var holder = new IPEndPoint(entry.IsIPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, port);
        return await caller.CallAsync(
            new RpcTarget(holder, entry.IsDatagram, entry.Program, entry.Version), Null, default, cancellationToken).ConfigureAwait(false) is null;
    }

    private async Task<bool> ChangeAsync(uint procedure, PortmapEntry entry, CancellationToken cancellationToken)
    {
        var query = RpcbindQuery.Of(entry);
        var answer = await CallAsync(Local, procedure, procedure == Unset ? query with { Address = "" } : query, cancellationToken).ConfigureAwait(false);
        if (answer is null && !entry.IsIPv6)
        {
            answer = await CallAsync(Loopback, procedure, PortMapping.Of(entry), cancellationToken).ConfigureAwait(false);
        }

        return answer is { } result && new XdrReader(result).TryReadBool(out var done) && done;
    }

    private Task<ReadOnlyMemory<byte>?> CallAsync(RpcTarget target, uint procedure, IWireEncodable arguments, CancellationToken cancellationToken)
    {
        using var writer = new XdrWriter();
        arguments.Encode(writer);
        return caller.CallAsync(target, procedure, writer.Written.ToArray(), cancellationToken);
    }
}
