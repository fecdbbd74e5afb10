using DittoFs.Storage.Blocks;
using DittoFs.Storage.Content;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Quotas;
using DittoFs.Storage.Refusals;
using DittoFs.Storage.Shares;
using DittoFs.Storage.Threads;

namespace DittoFs.Storage.Files;

/// <summary>
/// One share: the only place that knows the order of an operation's steps. Every operation is an attempt under the locks of its nodes, on what is in memory:
/// it checks, appends its change to the log, and changes the cache. What was cold is fetched and the attempt repeated; durability is waited for after the
/// locks are released.
/// </summary>
internal sealed partial class ShareFileSystem : IFileSystem
{
    private const string AttributesOperation = "get-attributes";

    private readonly NodeCache cache;
    private readonly NodeLocks locks;
    private readonly ShareJournal journal;
    private readonly TieredContentStore content;
    private readonly IMetadataStore store;
    private readonly IBlockStore blocks;
    private readonly StorageThreads threads;
    private readonly NodeIdSource ids;
    private readonly FileHandleCodec handles;
    private readonly QuotaLedger quota;
    private readonly TimeProvider clock;
    private readonly RefusalLog refusals;
    private readonly Lock renameGate = new();
    private readonly CallGate calls = new();
    private readonly OpenTable opens = new();
    private readonly ByteRangeLockTable ranges = new();
    private volatile ShareDefinition definition;

    /// <summary>The share of <paramref name="definition"/> on the given parts.</summary>
    public ShareFileSystem(ShareDefinition definition, ShareParts parts)
    {
        this.definition = definition;
        (cache, locks, journal, content, store) = (parts.Cache, parts.Locks, parts.Journal, parts.Content, parts.Metadata);
        (blocks, threads, quota, clock, refusals) = (parts.Blocks, parts.Threads, parts.Quota, parts.Clock, parts.Refusals);
        ids = new NodeIdSource(parts.Superblock);
        handles = new FileHandleCodec(definition.Id, parts.Superblock.HandleKey);
        WriteVerifier = parts.WriteVerifier;
    }

    /// <summary>The present settings; assigning swaps them for the next call on.</summary>
    public ShareDefinition Definition
    {
        get => definition;
        set => definition = value;
    }

    /// <inheritdoc/>
    public ShareId ShareId => definition.Id;

    /// <inheritdoc/>
    public ShareName ShareName => definition.Name;

    /// <inheritdoc/>
    public string Description => definition.Description;

    /// <inheritdoc/>
    public WireEncryption WireEncryption => definition.WireEncryption;

    /// <inheritdoc/>
    public FileSystemLimits Limits { get; } = new();

    /// <inheritdoc/>
    public ulong WriteVerifier { get; }

    /// <summary>The eight bytes that name the share in its handles.</summary>
    public ulong HandleShareKey => handles.ShareKey;

    /// <summary>Calls so far, roughly.</summary>
    public long CallCount => calls.Entered;

    /// <summary>What the share and its owners hold.</summary>
    public QuotaLedger Quota => quota;

    /// <summary>Nodes in memory.</summary>
    public int CachedNodeCount => cache.NodeCount;

    /// <inheritdoc/>
    public int WriteHandle(NodeId node, Span<byte> destination) => handles.Write(node, GetHandleTag(node), destination);

    /// <summary>True if <paramref name="tag"/> is the one of the handle of <paramref name="node"/>.</summary>
    public bool OwnsHandle(NodeId node, ulong tag) => GetHandleTag(node) == tag;

    /// <inheritdoc/>
    public FsResult CheckMount(CallContext context)
    {
        var denial = Resolve(context).RootDenial;
        if (denial != FsError.None)
        {
            NoteRefused(new OperationSubject(context, "mount", NodeId.Root), denial, AccessRule.None);
        }

        return denial;
    }

    /// <inheritdoc/>
    public async ValueTask<FsResult<FileSystemStatistics>> GetStatisticsAsync(CallContext context, CancellationToken cancellationToken)
    {
        if (!calls.TryEnter())
        {
            return FsError.Unavailable;
        }

        try
        {
            var root = await GetAttributesAsync(context, NodeId.Root, cancellationToken);
            if (!root.IsSuccess)
            {
                return root.Error;
            }

            await threads.EnterAsync();
            var capacity = await blocks.GetCapacityAsync(cancellationToken);
            return capacity.IsSuccess ? ShareStatistics.Compute(definition, quota, Resolve(context).Caller.Uid, capacity.Value, root.Value) : capacity.Error;
        }
        finally
        {
            calls.Exit();
        }
    }

    /// <summary>Answers <see cref="FsError.Unavailable"/> to every call from now on, and completes when those that run have ended.</summary>
    public async Task CloseAsync()
    {
        await calls.CloseAsync();
        ranges.EndWaits();
    }

    private ulong GetHandleTag(NodeId node)
    {
        if (!cache.TryGetNode(node, out var cached))
        {
            return handles.ComputeTag(node);
        }

        if (!cached.TryGetHandleTag(out var tag))
        {
            tag = handles.ComputeTag(node);
            cached.SetHandleTag(tag);
        }

        return tag;
    }

    private ValueTask<FsResult<T>> RunAsync<TOperation, T>(TOperation operation, CancellationToken cancellationToken)
        where TOperation : struct, IShareOperation<T>
    {
        if (!calls.TryEnter())
        {
            return new ValueTask<FsResult<T>>(FsError.Unavailable);
        }

        var leaves = true;
        try
        {
            var state = default(OperationState);
            var result = operation.Try(this, ref state);
            if (state.Missing == MissingKind.None && IsKept(state))
            {
                if (IsRefusal(result.Error))
                {
                    NoteRefused(operation.Subject, result.Error, state.Rule);
                }

                return new ValueTask<FsResult<T>>(result);
            }

            leaves = false;
            return RunSlowlyAsync(operation, result, state, cancellationToken);
        }
        finally
        {
            if (leaves)
            {
                calls.Exit();
            }
        }
    }

    /// <summary>Goes on with a call that could not complete at once, and lets it out of the gate.</summary>
    private async ValueTask<FsResult<T>> RunSlowlyAsync<TOperation, T>(
        TOperation operation, FsResult<T> result, OperationState state, CancellationToken cancellationToken)
        where TOperation : struct, IShareOperation<T>
    {
        try
        {
            return await CompleteAsync(operation, result, state, cancellationToken);
        }
        finally
        {
            calls.Exit();
        }
    }

    private async ValueTask<FsResult<T>> CompleteAsync<TOperation, T>(
        TOperation operation, FsResult<T> result, OperationState state, CancellationToken cancellationToken)
        where TOperation : struct, IShareOperation<T>
    {
        while (state.Missing != MissingKind.None)
        {
            var fetched = await FetchAsync(state, cancellationToken);
            if (!fetched.IsSuccess)
            {
                return fetched.Error;
            }

            state = default;
            result = operation.Try(this, ref state);
        }

        if (IsRefusal(result.Error))
        {
            NoteRefused(operation.Subject, result.Error, state.Rule);
        }

        var kept = await KeepAsync(state);
        return kept.IsSuccess ? result : kept.Error;
    }

    /// <summary>True if all that an answer promises is so now.</summary>
    private bool IsKept(in OperationState state) =>
        (state.Sequence == 0 || journal.IsDurable(state.Sequence)) && state.RemoteSequence == 0 && state.Ticket <= journal.AppliedTicket;

    /// <summary>Waits for what the answer promises.</summary>
    private async ValueTask<FsResult> KeepAsync(OperationState state)
    {
        if (state.Sequence != 0)
        {
            var durable = await journal.WaitDurableAsync(state.Sequence);
            if (!durable.IsSuccess)
            {
                return durable;
            }

            await journal.WaitForStoreAsync();
        }

        var inStore = state.Ticket == 0 ? FsResult.Success : await journal.WaitInStoreAsync(state.Ticket);
        return inStore.IsSuccess && state.RemoteSequence != 0 ? await journal.WaitRemoteAsync(state.RemoteSequence) : inStore;
    }

    /// <summary>Fetches what an attempt lacked.</summary>
    private ValueTask<FsResult> FetchAsync(in OperationState state, CancellationToken cancellationToken) => state.Missing switch
    {
        MissingKind.Node => FetchNodeAsync(state.MissingNode, cancellationToken),
        MissingKind.Name => FetchNameAsync(state.MissingNode, state.MissingName, cancellationToken),
        MissingKind.FoldedName => FetchFoldedAsync(state.MissingNode, state.MissingName, cancellationToken),
        MissingKind.ContentMap => content.LoadMapAsync(state.MissingContent, state.MissingNode, cancellationToken),
        MissingKind.Room => journal.WaitForRoomAsync(cancellationToken),
        MissingKind.None => new ValueTask<FsResult>(FsResult.Success),
    };

    private async ValueTask<FsResult> FetchNodeAsync(NodeId node, CancellationToken cancellationToken)
    {
        var version = locks.GetVersion(node);
        await threads.EnterAsync();
        var read = await store.ReadNodeAsync(ShareId, node, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        using var scope = locks.Lock(node);
        if (locks.GetVersion(node) == version && !cache.TryGetNode(node, out _))
        {
            cache.AddNode(node, read.Value);
        }

        return FsResult.Success;
    }

    private async ValueTask<FsResult> FetchNameAsync(NodeId directory, FileName name, CancellationToken cancellationToken)
    {
        var version = locks.GetVersion(directory);
        await threads.EnterAsync();
        var read = await store.ReadNameAsync(ShareId, directory, name, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        using var scope = locks.Lock(directory);
        if (locks.GetVersion(directory) == version && !cache.TryGetName(directory, name, out _))
        {
            cache.SetName(directory, name, read.Value, ticket: 0);
        }

        return FsResult.Success;
    }

    private async ValueTask<FsResult> FetchFoldedAsync(NodeId directory, FileName name, CancellationToken cancellationToken)
    {
        var (version, ticket) = GetVersionAndTicket(directory);

        // The store must have every name before it can tell which ones there are.
        var applied = await journal.WaitAppliedAsync(ticket);
        if (!applied.IsSuccess)
        {
            return applied;
        }

        await threads.EnterAsync();
        var read = await store.FindFoldedNamesAsync(ShareId, directory, name, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        using var scope = locks.Lock(directory);
        if (locks.GetVersion(directory) == version)
        {
            cache.Folded.Add(directory, name, read.Value);
        }

        return FsResult.Success;
    }

    private (ulong Version, ulong Ticket) GetVersionAndTicket(NodeId directory)
    {
        using var scope = locks.Lock(directory);
        return (locks.GetVersion(directory), cache.TryGetNode(directory, out var cached) ? cached.LastTicket : 0);
    }
}
