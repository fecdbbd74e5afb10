using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Hosting;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Audit;

namespace DittoFs.Web.ControlPlane.Locks;

/// <summary>The byte-range locks of all shares, who waits for whom, and the release of those whose holder does not.</summary>
internal sealed class LockListing(IShareCatalog shares, ILockedClients clients, IAccountNames names, NodePaths paths, AuditLog audit)
{
    /// <summary>The most locks of a share that are looked at.</summary>
    private const int LocksOfShareMax = 10_000;
    private const int IdBytes = 8;

    /// <summary>The locks, by share and file. The search looks at shares, paths, accounts, clients and their names.</summary>
    public async Task<Page<LockResponse>> ListAsync(ListQuery query, CancellationToken cancellationToken)
    {
        List<LockResponse> found = [];
        foreach (var share in shares.Shares)
        {
            var held = share.ListLocks(LocksOfShareMax);
            var byTarget = held.Where(static entry => !entry.IsWaiting).ToLookup(static entry => entry.Target);
            foreach (var entry in held.OrderBy(static entry => entry.Target.Node.Value).ThenBy(static entry => entry.IsWaiting).ThenBy(static entry => entry.Lock.Offset))
            {
                found.Add(await DescribeAsync(share, entry, byTarget[entry.Target], cancellationToken));
            }
        }

        return query.Slice([.. found.Where(entry => query.Search is not { } search || Fits(entry, search))]);
    }

    /// <summary>Frees one lock. Its holder is not told, and goes on as if he held it.</summary>
    public async Task<Outcome<LockResponse>> ReleaseAsync(Actor actor, string id, string? reason, CancellationToken cancellationToken)
    {
        foreach (var share in shares.Shares)
        {
            foreach (var held in share.ListLocks(int.MaxValue).Where(held => !held.IsWaiting && MakeId(share.ShareId, held) == id))
            {
                var released = await DescribeAsync(share, held, [], cancellationToken);
                var detail = string.Join("; ", new[] { HolderOf(held.Lock), reason }.Where(static part => !string.IsNullOrWhiteSpace(part)));
                await audit.NoteAsync(actor, "lock.release", $"{released.Share}{released.Path ?? $" file {released.File}"}", succeeded: true, detail, cancellationToken);
                Free(share, held);
                return released;
            }
        }

        return new Failure(ControlPlaneError.LockUnknown, $"There is no lock {id}; it may have been given back. One that is waited for can't be released: release what is in its way.");
    }

    /// <summary>Frees all that an NFS client holds.</summary>
    public async Task<Outcome<ReleasedLocksResponse>> ReleaseAsync(Actor actor, ReleaseLocksRequest request, CancellationToken cancellationToken)
    {
        if (!IPAddress.TryParse(request.Client, out var address))
        {
            return new Failure(ControlPlaneError.FieldInvalid, "It takes an IP address such as 192.168.1.20.", "client");
        }

        var detail = string.Join("; ", new[] { request.Client, request.Reason }.Where(static part => !string.IsNullOrWhiteSpace(part)));
        await audit.NoteAsync(actor, "lock.release", request.ClientName, succeeded: true, detail, cancellationToken);
        return new ReleasedLocksResponse(await clients.ReleaseAsync(address, request.ClientName));
    }

    private static void Free(IFileSystem share, HeldLock held)
    {
        if (held.Lock.Owner is RecordLockOwner owner)
        {
            share.UnlockRecord(held.Target.Node, owner, held.Lock.Offset, held.Lock.Length);
        }
        else if (held.Lock.Owner is NodeOpen open)
        {
            // Nothing to tell if the holder was faster.
            _ = share.Unlock(open, held.Lock.Offset, held.Lock.Length);
        }
    }

    /// <summary>The same text for the same lock, and another one for any other.</summary>
    private static string MakeId(ShareId share, HeldLock held)
    {
        var owner = held.Lock.Owner is RecordLockOwner record ? $"{record.ClientAddress} {record.ClientName} {record.Process} {record.Handle}" : $"{(held.Lock.Owner as NodeOpen)?.Number}";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{share.Value} {held.Target.Node.Value} {held.Target.Stream} {owner} {held.Lock.Offset} {held.Lock.Length} {held.Lock.IsExclusive} {held.IsWaiting}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, IdBytes));
    }

    private static bool Fits(LockResponse held, string search) =>
        new[] { held.Share + held.Path, held.Client, held.ClientName, held.UserName }.Any(text => text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true);

    private string HolderOf(ByteRangeLock held) => held.Owner switch
    {
        RecordLockOwner owner => string.Create(CultureInfo.InvariantCulture, $"{owner.ClientName} ({owner.ClientAddress}), process {owner.Process}"),
        NodeOpen open => string.Create(CultureInfo.InvariantCulture, $"{OpenFileService.NameOf(open, names) ?? "somebody"} ({open.Opener?.ClientAddress}), open {open.Number}"),
        _ => "somebody",
    };

    private async Task<LockResponse> DescribeAsync(IFileSystem share, HeldLock held, IEnumerable<HeldLock> beside, CancellationToken cancellationToken)
    {
        var owner = held.Lock.Owner as RecordLockOwner;
        var open = held.Lock.Owner as NodeOpen;
        return new LockResponse
        {
            Id = MakeId(share.ShareId, held),
            Share = share.ShareName.Value,
            File = held.Target.Node.Value.ToString(CultureInfo.InvariantCulture),
            Path = open is null ? await paths.FindAsync(share.ShareId, held.Target.Node, cancellationToken) : await paths.FindAsync(share.ShareId, open, cancellationToken),
            Protocol = owner is null ? "smb" : "nfs",
            Client = owner?.ClientAddress.ToString() ?? open?.Opener?.ClientAddress.ToString(),
            UserName = open is null ? null : OpenFileService.NameOf(open, names),
            Open = open?.Number,
            ClientName = owner?.ClientName,
            Process = owner?.Process,
            Offset = held.Lock.Offset,
            Length = held.Lock.Length > long.MaxValue - Math.Min(held.Lock.Offset, long.MaxValue) ? null : held.Lock.Length,
            Exclusive = held.Lock.IsExclusive,
            Waiting = held.IsWaiting,
            WaitsFor = !held.IsWaiting ? [] :
            [
                .. beside.Where(other => !Equals(other.Lock.Owner, held.Lock.Owner) && (other.Lock.IsExclusive || held.Lock.IsExclusive)
                        && other.Lock.Overlaps(held.Lock.Offset, held.Lock.Length))
                    .Select(other => HolderOf(other.Lock)).Distinct(StringComparer.Ordinal),
            ],
        };
    }
}
