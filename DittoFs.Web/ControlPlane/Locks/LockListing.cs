using System.Globalization;
using System.Net;
using DittoFs.Protocols.Hosting;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;

namespace DittoFs.Web.ControlPlane.Locks;

/// <summary>The byte-range locks of all shares, and the release of those whose client never comes back.</summary>
internal sealed class LockListing(IShareCatalog shares, ILockedClients clients, ControlPlaneChanges changes)
{
    /// <summary>The most locks of a share that are looked at.</summary>
    private const int LocksOfShareMax = 10_000;

    /// <summary>The locks of the shares whose name fits to the query, by share and file.</summary>
    public Page<LockResponse> List(ListQuery query) => query.Slice(
    [
        .. from share in shares.Shares
           let name = share.ShareName.Value
           where query.Search is null || name.Contains(query.Search, StringComparison.OrdinalIgnoreCase)
           from held in share.ListLocks(LocksOfShareMax)
           orderby name, held.Target.Node.Value, held.IsWaiting, held.Lock.Offset
           select ToResponse(name, held),
    ]);

    /// <summary>Frees all that an NFS client holds.</summary>
    public async Task<Outcome<ReleasedLocksResponse>> ReleaseAsync(Actor actor, ReleaseLocksRequest request, CancellationToken cancellationToken)
    {
        if (!IPAddress.TryParse(request.Client, out var address))
        {
            return new Failure(ControlPlaneError.FieldInvalid, "It takes an IP address such as 192.168.1.20.", "client");
        }

        var noted = await changes.SaveAsync<string>(
            actor,
            (_, _) => Task.FromResult<Outcome<Change<string>>>(new Change<string>("lock.release", request.ClientName, request.ClientName, request.Client)),
            cancellationToken);
        return noted.Failure is { } failed ? failed : new ReleasedLocksResponse(await clients.ReleaseAsync(address, request.ClientName));
    }

    private static LockResponse ToResponse(string share, HeldLock held)
    {
        var owner = held.Lock.Owner as RecordLockOwner;
        return new LockResponse
        {
            Share = share,
            File = held.Target.Node.Value.ToString(CultureInfo.InvariantCulture),
            Protocol = owner is null ? "smb" : "nfs",
            Client = owner?.ClientAddress.ToString(),
            ClientName = owner?.ClientName,
            Process = owner?.Process,
            Offset = held.Lock.Offset,
            Length = held.Lock.Length > long.MaxValue - Math.Min(held.Lock.Offset, long.MaxValue) ? null : held.Lock.Length,
            Exclusive = held.Lock.IsExclusive,
            Waiting = held.IsWaiting,
        };
    }
}
