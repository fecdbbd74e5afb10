using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>An open file or directory of a session.</summary>
/// <param name="id">What the client calls it by.</param>
/// <param name="tree">Where it was opened.</param>
/// <param name="fileSystem">The share.</param>
/// <param name="handle">The open in the share; closed with this one.</param>
internal sealed class SmbFileOpen(SmbFileId id, SmbTree tree, IFileSystem fileSystem, NodeOpen handle) : SmbOpen(id, tree)
{
    private volatile bool hasUnsyncedWrites;

    /// <summary>The share.</summary>
    public IFileSystem FileSystem { get; } = fileSystem;

    /// <summary>The open in the share: it knows the node, the granted rights, and the name after renames.</summary>
    public NodeOpen Handle { get; } = handle;

    /// <summary>The node.</summary>
    public NodeId Node => Handle.Node;

    /// <summary>True for a directory.</summary>
    public bool IsDirectory => Handle.Kind == NodeKind.Directory;

    /// <summary>The path from the root as the client gave it, with backslashes and without a leading one.</summary>
    public string Path { get; set; } = "";

    /// <summary>The create options that are told as mode (MS-FSCC 2.4.26).</summary>
    public uint Mode { get; set; }

    /// <summary>True if the name goes when the last open of the node is closed.</summary>
    public bool IsDeletePending => FileSystem.IsDeletePending(Handle);

    /// <summary>True if each write is durable before it is answered.</summary>
    public bool WritesThrough { get; init; }

    /// <summary>The listing that goes on with each query. One query at a time holds it.</summary>
    public ListingSlot Listing { get; } = new();

    /// <summary>True if one of <paramref name="rights"/> was granted.</summary>
    public bool Allows(OpenAccess rights) => (Handle.Access & rights) != 0;

    /// <summary>Writes; what is not durable then is made so by <see cref="FlushAsync"/> or the close.</summary>
    public ValueTask<FsResult<WriteOutcome>> WriteAsync(ulong offset, ReadOnlyMemory<byte> data, bool isThrough, CancellationToken cancellationToken)
    {
        var stability = isThrough || WritesThrough ? WriteStability.FileSync : WriteStability.Unstable;
        hasUnsyncedWrites |= stability == WriteStability.Unstable;
        return FileSystem.WriteOpenAsync(Context, Handle, offset, data, stability, cancellationToken);
    }

    /// <summary>Makes durable what was written.</summary>
    public async ValueTask<FsError> FlushAsync(CancellationToken cancellationToken)
    {
        hasUnsyncedWrites = false;
        var committed = await FileSystem.CommitOpenAsync(Context, Handle, cancellationToken).ConfigureAwait(false);
        hasUnsyncedWrites |= !committed.IsSuccess;
        return committed.Error;
    }

    /// <summary>
    /// Closes it for others, then makes durable what was written through it; at the node's last close the name goes that was to be deleted, wherever it is by then.
    /// </summary>
    public override async ValueTask<NtStatus> CloseAsync()
    {
        var closed = await FileSystem.CloseAsync(Context, Handle, CancellationToken.None).ConfigureAwait(false);
        if (!closed.IsSuccess || closed.Value.IsDeleted || !hasUnsyncedWrites)
        {
            return NtStatusMap.ToStatus(closed.Error);
        }

        // Somebody may have taken the file away meanwhile, and its bytes with it.
        var flushed = await FlushAsync(CancellationToken.None).ConfigureAwait(false);
        return flushed == FsError.StaleHandle ? NtStatus.Success : NtStatusMap.ToStatus(flushed);
    }
}
