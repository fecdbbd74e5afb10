using DittoFs.Storage.Access;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>Making nodes.</content>
internal sealed partial class ShareFileSystem
{
    /// <inheritdoc/>
    public ValueTask<FsResult<CreateOutcome>> CreateFileAsync(
        CallContext context, NodeId directory, FileName name, CreateDisposition disposition, AttributeChanges changes, ulong verifier, CancellationToken cancellationToken)
    {
        var exclusive = disposition == CreateDisposition.Exclusive;
        var node = new NewNode(NodeKind.File, exclusive ? default : changes, exclusive ? PosixMode.FilePrivate : PosixMode.FileDefault)
        {
            ExclusiveVerifier = exclusive ? verifier : 0,
        };
        var creating = RunAsync<CreateOperation, CreateOutcome>(new CreateOperation(context, directory, name, disposition, node), cancellationToken);
        return disposition == CreateDisposition.Unchecked && changes.Size is not null
            ? SetSizeOfExistingAsync(creating, context, changes, cancellationToken)
            : creating;
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<CreateOutcome>> MakeDirectoryAsync(
        CallContext context, NodeId directory, FileName name, AttributeChanges changes, CancellationToken cancellationToken) =>
        CreateNewAsync(context, directory, name, new NewNode(NodeKind.Directory, changes, PosixMode.DirectoryDefault), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FsResult<CreateOutcome>> MakeSymbolicLinkAsync(
        CallContext context, NodeId directory, FileName name, ReadOnlyMemory<byte> target, AttributeChanges changes, CancellationToken cancellationToken)
    {
        if (target.Length > Limits.LinkTargetBytesMax)
        {
            return new(FsError.NameTooLong);
        }

        if (target.IsEmpty || target.Span.Contains((byte)0))
        {
            return new(FsError.InvalidArgument);
        }

        var node = new NewNode(NodeKind.SymbolicLink, changes, PosixMode.AnyPermission) { LinkTarget = target.ToArray() };
        return CreateNewAsync(context, directory, name, node, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<FsResult<CreateOutcome>> MakeSpecialAsync(
        CallContext context, NodeId directory, FileName name, NodeKind kind, DeviceNumber device, AttributeChanges changes, CancellationToken cancellationToken)
    {
        if (kind is NodeKind.File or NodeKind.Directory or NodeKind.SymbolicLink)
        {
            return new(FsError.UnsupportedKind);
        }

        var isDevice = kind is NodeKind.CharacterDevice or NodeKind.BlockDevice;
        if (isDevice && !Resolve(context).Caller.IsSuperuser)
        {
            return new(FsError.NotPermitted);
        }

        var node = new NewNode(kind, changes, PosixMode.FileDefault) { Device = isDevice ? device : default };
        return CreateNewAsync(context, directory, name, node, cancellationToken);
    }

    private ValueTask<FsResult<CreateOutcome>> CreateNewAsync(
        CallContext context, NodeId directory, FileName name, NewNode node, CancellationToken cancellationToken) =>
        RunAsync<CreateOperation, CreateOutcome>(new CreateOperation(context, directory, name, CreateDisposition.Guarded, node), cancellationToken);

    private async ValueTask<FsResult<CreateOutcome>> SetSizeOfExistingAsync(
        ValueTask<FsResult<CreateOutcome>> creating, CallContext context, AttributeChanges changes, CancellationToken cancellationToken)
    {
        var created = await creating;
        if (!created.IsSuccess || created.Value.Created)
        {
            return created;
        }

        var resized = await SetAttributesAsync(context, created.Value.Node.Node, new AttributeChanges { Size = changes.Size }, null, cancellationToken);
        return resized.IsSuccess ? created.Value with { Node = resized.Value.After } : resized.Error;
    }

    /// <summary>What a new node is to be.</summary>
    private sealed record NewNode(NodeKind Kind, AttributeChanges Changes, uint DefaultMode)
    {
        public ulong ExclusiveVerifier { get; init; }

        public ReadOnlyMemory<byte> LinkTarget { get; init; }

        public DeviceNumber Device { get; init; }
    }

    private readonly struct CreateOperation(CallContext context, NodeId directory, FileName name, CreateDisposition disposition, NewNode node)
        : IShareOperation<CreateOutcome>
    {
        public OperationSubject Subject => new(context, node.Kind == NodeKind.Directory ? "make-directory" : "create", directory, name);

        public FsResult<CreateOutcome> Try(ShareFileSystem share, ref OperationState state)
        {
            var access = share.Resolve(context);
            if (access.Denial != FsError.None)
            {
                return access.Denial;
            }

            if (name.IsDotOrDotDot)
            {
                return FsError.Exists;
            }

            using var scope = share.locks.Lock(directory);
            if (!share.TryFindDirectory(directory, access.Caller, ref state, out var cached, out var parent, out var error))
            {
                return error;
            }

            if (!share.TryFindName(directory, name, ref state, out var entry))
            {
                return FsError.Unavailable;
            }

            if (entry is { } existing)
            {
                return TakeExisting(share, parent, existing, ref state);
            }

            return CreateUnder(share, access, cached, parent, scope, ref state);
        }

        /// <summary>Makes the node, whose name is free. Under the directory's lock.</summary>
        public FsResult<CreateOutcome> CreateUnder(
            ShareFileSystem share, ResolvedAccess access, CachedNode parentNode, NodeRecord parent, in NodeLocks.Scope scope, ref OperationState state)
        {
            var error = Check(share, access, parent);
            return error == FsError.None ? Create(share, access.Caller, parentNode, parent, scope, ref state) : error;
        }

        private FsError Check(ShareFileSystem share, ResolvedAccess access, NodeRecord parent)
        {
            if (access.WriteDenial != FsError.None)
            {
                return access.WriteDenial;
            }

            var caller = access.Caller;
            return !AccessChecker.Allows(parent, caller, AccessChecker.Write) ? FsError.AccessDenied
                : !caller.IsSuperuser && node.Changes.Uid is { } uid && uid != caller.Uid ? FsError.NotPermitted
                : !caller.IsSuperuser && node.Changes.Gid is { } gid && !caller.IsInGroup(gid) ? FsError.NotPermitted
                : node.Kind == NodeKind.Directory && parent.LinkCount >= share.Limits.LinkCountMax ? FsError.TooManyLinks
                : node.Changes.Size > share.Limits.FileBytesMax ? FsError.FileTooLarge
                : FsError.None;
        }

        /// <summary>The name exists: an unchecked create takes a file, a repeated exclusive one takes what it made before.</summary>
        private FsResult<CreateOutcome> TakeExisting(ShareFileSystem share, NodeRecord parent, NameRecord existing, ref OperationState state)
        {
            if (disposition == CreateDisposition.Guarded)
            {
                return FsError.Exists;
            }

            if (!share.TryFind(existing.Node, ref state, out _, out var record, out var error))
            {
                return error;
            }

            var takes = record.Kind == NodeKind.File
                && (disposition == CreateDisposition.Unchecked || (record.ExclusiveVerifier != 0 && record.ExclusiveVerifier == node.ExclusiveVerifier));
            if (!takes)
            {
                return FsError.Exists;
            }

            var directoryNow = parent.ToAttributes();
            return new CreateOutcome(record.ToAttributes(), new AttributeChange(directoryNow, directoryNow), Created: false);
        }

        private FsResult<CreateOutcome> Create(
            ShareFileSystem share, Caller caller, CachedNode parentNode, NodeRecord parent, in NodeLocks.Scope scope, ref OperationState state)
        {
            var now = Timestamp.Now(share.clock);
            var batch = new MutationBatch(share.ShareId);
            var record = MakeRecord(caller, parent, now);
            if (!share.quota.TryCharge(share.definition, null, record))
            {
                return FsError.QuotaExceeded;
            }

            record = WithIdentity(record, share.ids.Take(batch));
            var entry = new NameRecord(record.Node, record.Kind, parent.NextCookie);
            var parentAfter = parent.WithEntry(record.Kind, now);
            batch.ReplaceNode(record, null);
            batch.PutName(directory, name, entry);
            batch.PutNode(parentAfter);

            var logged = share.Log(batch, ref state);
            if (!logged.IsSuccess)
            {
                share.ids.RaiseAgain();
                share.quota.Charge(record, null);
                return logged.Error;
            }

            scope.MarkChanged();
            if (record.Kind == NodeKind.File)
            {
                share.content.Create(record.Content, record.Node);
            }

            share.cache.AddNode(record.Node, record).SetLogged(record, logged.Value.Ticket);
            share.cache.SetName(directory, name, entry, logged.Value.Ticket);
            parentNode.SetLogged(parentAfter, logged.Value.Ticket);
            return new CreateOutcome(record.ToAttributes(), new AttributeChange(parent.ToAttributes(), parentAfter.ToAttributes()), Created: true);
        }

        private static NodeRecord WithIdentity(NodeRecord record, NodeId id) =>
            record with { Node = id, Content = record.Kind == NodeKind.File ? new ContentId(id.Value) : ContentId.None };

        /// <summary>The new node, without its identity, which is only drawn for one that is made.</summary>
        private NodeRecord MakeRecord(Caller caller, NodeRecord parent, Timestamp now)
        {
            var inheritsGroup = (parent.Mode & PosixMode.SetGid) != 0;
            var isDirectory = node.Kind == NodeKind.Directory;
            var gid = node.Changes.Gid ?? (inheritsGroup ? parent.Gid : caller.Gid);
            var mode = (node.Changes.Mode ?? node.DefaultMode) & PosixMode.AllBits;
            if (isDirectory && inheritsGroup)
            {
                mode |= PosixMode.SetGid;
            }
            else if (!isDirectory && !caller.IsSuperuser && !caller.IsInGroup(gid))
            {
                mode &= ~PosixMode.SetGid;
            }

            return new NodeRecord
            {
                Node = default,
                Kind = node.Kind,
                Mode = mode,
                Uid = node.Changes.Uid ?? caller.Uid,
                Gid = gid,
                LinkCount = isDirectory ? 2u : 1u,
                Size = node.Kind == NodeKind.SymbolicLink ? (ulong)node.LinkTarget.Length : node.Kind == NodeKind.File ? node.Changes.Size ?? 0 : 0,
                ChangeId = 1,
                AccessTime = Resolve(node.Changes.AccessTime, now),
                ModifyTime = Resolve(node.Changes.ModifyTime, now),
                ChangeTime = now,
                BirthTime = Resolve(node.Changes.BirthTime, now),
                DosAttributes = node.Changes.DosAttributes is { } bits ? DosAttributeBits.Keep(bits) : 0,
                Parent = parent.Node,
                NextCookie = isDirectory ? FirstCookie : 0,
                LowestCookie = isDirectory ? FirstCookie : 0,
                Device = node.Device,
                ExclusiveVerifier = node.ExclusiveVerifier,
                LinkTarget = node.LinkTarget,
            };
        }

        private static Timestamp Resolve(TimeChange change, Timestamp now) => change.Kind == TimeChangeKind.ClientTime ? change.Value : now;
    }
}
