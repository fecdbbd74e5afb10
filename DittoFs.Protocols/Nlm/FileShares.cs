using System.Net;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Nlm.V4.Types;
using DittoFs.Protocols.Nsm;
using DittoFs.Protocols.Rpc;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Nlm;

/// <summary>
/// What clients keep from each other by SHARE, the share modes of DOS: each is an open of the storage, so that it minds SMB's opens and they mind it. One change at
/// a time: hardly a client asks for them.
/// </summary>
internal sealed class FileShares(IShareCatalog shares, MonitoredClients monitored, GracePeriod grace) : IOpenFiles, IDisposable
{
    /// <summary>Shares of all clients together.</summary>
    public const int CountMax = 16_384;

    private const uint Reads = 1;
    private const uint Writes = 2;

    private readonly SemaphoreSlim oneChange = new(1);
    private readonly Dictionary<Key, Held> held = [];

    /// <summary>The clients that have one, by address and name.</summary>
    public IReadOnlyList<(IPAddress Address, string Name)> Holders
    {
        get
        {
            lock (held)
            {
                return [.. held.Keys.Select(key => (key.Owner.ClientAddress, key.Owner.ClientName))];
            }
        }
    }

    /// <summary>Opens a file for a client, in the place of what its owner has of it.</summary>
    public async ValueTask<NlmStatus> ShareAsync(RpcCall call, ShareArgs args, CancellationToken cancellationToken)
    {
        if (grace.IsActive != args.IsReclaim)
        {
            return NlmStatus.DeniedGracePeriod;
        }

        var file = shares.Resolve(args.Handle.Span);
        if (!file.IsSuccess)
        {
            return NlmStatusMap.From(file.Error);
        }

        await oneChange.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var status = await ReplaceAsync(call, file.Value, KeyOf(call, file.Value, args), MakeRequest(args), cancellationToken).ConfigureAwait(false);
            if (status != NlmStatus.Granted || await monitored.AddAsync(call.Peer.Address, args.CallerName, call.Peer.LocalAddress).ConfigureAwait(false))
            {
                return status;
            }

            await CloseAsync(KeyOf(call, file.Value, args)).ConfigureAwait(false);
            return NlmStatus.DeniedNoLocks;
        }
        finally
        {
            oneChange.Release();
        }
    }

    /// <summary>Closes what an owner has of a file, which may be nothing.</summary>
    public async ValueTask<NlmStatus> UnshareAsync(RpcCall call, ShareArgs args)
    {
        var file = shares.Resolve(args.Handle.Span);
        if (!file.IsSuccess)
        {
            return NlmStatusMap.From(file.Error);
        }

        await oneChange.WaitAsync().ConfigureAwait(false);
        try
        {
            await CloseAsync(KeyOf(call, file.Value, args)).ConfigureAwait(false);
            return NlmStatus.Granted;
        }
        finally
        {
            oneChange.Release();
        }
    }

    /// <summary>Closes all of some owners; how many there were.</summary>
    public async ValueTask<int> ReleaseAsync(Func<RecordLockOwner, bool> isReleased)
    {
        await oneChange.WaitAsync().ConfigureAwait(false);
        try
        {
            List<Key> released;
            lock (held)
            {
                released = [.. held.Keys.Where(key => isReleased(key.Owner))];
            }

            foreach (var key in released)
            {
                await CloseAsync(key).ConfigureAwait(false);
            }

            return released.Count;
        }
        finally
        {
            oneChange.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CloseAsync(NodeOpen open)
    {
        await oneChange.WaitAsync().ConfigureAwait(false);
        try
        {
            Key? key;
            lock (held)
            {
                key = held.FirstOrDefault(entry => ReferenceEquals(entry.Value.Open, open)).Key;
            }

            if (key is not null)
            {
                await CloseAsync(key).ConfigureAwait(false);
            }

            return key is not null;
        }
        finally
        {
            oneChange.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => oneChange.Dispose();

    private static Key KeyOf(RpcCall call, ResolvedHandle file, ShareArgs args) => new(
        file.FileSystem.ShareId, file.Node, new RecordLockOwner(call.Peer.Address, args.CallerName, 0, Convert.ToHexString(args.OwnerHandle.Span)));

    private static OpenRequest MakeRequest(ShareArgs args) => new()
    {
        Access = ((args.Access & Reads) != 0 ? OpenAccess.ReadData : 0) | ((args.Access & Writes) != 0 ? OpenAccess.WriteData : 0) | OpenAccess.ReadAttributes,
        Sharing = ShareModes.Delete | ((args.Denies & Reads) == 0 ? ShareModes.Read : 0) | ((args.Denies & Writes) == 0 ? ShareModes.Write : 0),
        Kind = OpenKind.File,
    };

    private async ValueTask<NlmStatus> ReplaceAsync(RpcCall call, ResolvedHandle file, Key key, OpenRequest request, CancellationToken cancellationToken)
    {
        var before = Find(key);
        if (before?.Request == request)
        {
            return NlmStatus.Granted;
        }

        if (before is null && Count >= CountMax)
        {
            return NlmStatus.DeniedNoLocks;
        }

        // Its own older one must not be in the way; when the new one can't be had the older one comes back.
        await CloseAsync(key).ConfigureAwait(false);
        var status = await OpenAsync(call.Context, file, key, request, cancellationToken).ConfigureAwait(false);
        if (status != NlmStatus.Granted && before is not null)
        {
            await OpenAsync(before.Context, file, key, before.Request, CancellationToken.None).ConfigureAwait(false);
        }

        return status;
    }

    private async ValueTask<NlmStatus> OpenAsync(CallContext context, ResolvedHandle file, Key key, OpenRequest request, CancellationToken cancellationToken)
    {
        var opened = await file.FileSystem.OpenNodeAsync(context, file.Node, request, cancellationToken).ConfigureAwait(false);
        if (opened.IsSuccess)
        {
            lock (held)
            {
                held[key] = new Held(file.FileSystem, context, request, opened.Value.Open);
            }
        }

        return NlmStatusMap.From(opened.Error);
    }

    private async ValueTask CloseAsync(Key key)
    {
        Held? closed;
        lock (held)
        {
            held.Remove(key, out closed);
        }

        if (closed is not null)
        {
            // The open is closed whatever the result.
            _ = await closed.FileSystem.CloseAsync(closed.Context, closed.Open, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private int Count
    {
        get
        {
            lock (held)
            {
                return held.Count;
            }
        }
    }

    private Held? Find(Key key)
    {
        lock (held)
        {
            return held.GetValueOrDefault(key);
        }
    }

    private sealed record Key(ShareId Share, NodeId Node, RecordLockOwner Owner);

    private sealed record Held(IFileSystem FileSystem, CallContext Context, OpenRequest Request, NodeOpen Open);
}
