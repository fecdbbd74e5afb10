using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <summary>
/// Opens, byte-range locks, and what is done through an open: rights are decided when a node is opened and hold until it is closed. Names are found whatever
/// their case, the exact one first, and keep the case that they were made with.
/// </summary>
public interface IOpens
{
    /// <summary>Finds <paramref name="name"/> whatever its case. A miss is <see cref="FsError.NotFound"/>.</summary>
    ValueTask<FsResult<NameOutcome>> LookupAnyCaseAsync(CallContext context, NodeId directory, FileName name, CancellationToken cancellationToken);

    /// <summary>Opens a name, or makes and opens it, atomically.</summary>
    /// <returns>
    /// <see cref="FsError.SharingViolation"/> for an open that does not fit to others, <see cref="FsError.DeletePending"/> for a node that goes at its last close,
    /// <see cref="FsError.Exists"/>, <see cref="FsError.NotFound"/>, <see cref="FsError.IsDirectory"/> and <see cref="FsError.NotDirectory"/> by what was asked for.
    /// </returns>
    ValueTask<FsResult<OpenOutcome>> OpenAsync(CallContext context, NodeId directory, FileName name, OpenRequest request, CancellationToken cancellationToken);

    /// <summary>Opens a node that is known: the root, or one named by its id. It has no name then, and can be neither deleted nor renamed.</summary>
    ValueTask<FsResult<OpenOutcome>> OpenNodeAsync(CallContext context, NodeId node, OpenRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Closes: gives its locks back, and at the last close of a node removes the name that was to go, or the node if it has lost its last name meanwhile. The open
    /// is closed whatever the result.
    /// </summary>
    ValueTask<FsResult<CloseOutcome>> CloseAsync(CallContext context, NodeOpen open, CancellationToken cancellationToken);

    /// <summary>Sets or takes back that the name goes at the last close; a directory with entries is <see cref="FsError.NotEmpty"/>.</summary>
    ValueTask<FsResult<NodeAttributes>> SetDeletePendingAsync(CallContext context, NodeOpen open, bool deletes, CancellationToken cancellationToken);

    /// <summary>What is open, at most <paramref name="countMax"/>, in no particular order.</summary>
    IReadOnlyList<NodeOpen> ListOpens(int countMax);

    /// <summary>True if the node's name goes at its last close.</summary>
    bool IsDeletePending(NodeOpen open);

    /// <summary>Moves the name of an open; the opens of the node know it afterwards.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="open">The open, with the right to delete.</param>
    /// <param name="directory">Where to.</param>
    /// <param name="name">The new name.</param>
    /// <param name="replaces">True to replace a file of that name, which must not be open.</param>
    /// <param name="cancellationToken">Gives up waiting; a change that was made stays made.</param>
    ValueTask<FsResult<RenameOutcome>> RenameOpenAsync(
        CallContext context, NodeOpen open, NodeId directory, FileName name, bool replaces, CancellationToken cancellationToken);

    /// <summary>Changes attributes by the rights of an open.</summary>
    ValueTask<FsResult<AttributeChange>> SetOpenAttributesAsync(CallContext context, NodeOpen open, AttributeChanges changes, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a symbolic link to <paramref name="target"/> (1 to 4,096 bytes without NUL) of an empty file or directory, or gives a link another target, by the
    /// rights of an open, which must be the only one of the node.
    /// </summary>
    /// <returns>
    /// <see cref="FsError.NotSupported"/> for a file with bytes or further names, <see cref="FsError.NotEmpty"/> for a directory with entries,
    /// <see cref="FsError.WrongKind"/> for what is neither, <see cref="FsError.SharingViolation"/> when somebody else has it open.
    /// </returns>
    ValueTask<FsResult<AttributeChange>> SetLinkTargetAsync(CallContext context, NodeOpen open, ReadOnlyMemory<byte> target, CancellationToken cancellationToken);

    /// <summary>Makes an empty file of a symbolic link, as <see cref="SetLinkTargetAsync"/> does the opposite; <see cref="FsError.WrongKind"/> for what is no link.</summary>
    ValueTask<FsResult<AttributeChange>> RemoveLinkTargetAsync(CallContext context, NodeOpen open, CancellationToken cancellationToken);

    /// <summary>Reads by the rights of an open; a range that somebody else locked is <see cref="FsError.LockConflict"/>.</summary>
    ValueTask<FsResult<ReadOutcome>> ReadOpenAsync(CallContext context, NodeOpen open, ulong offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>
    /// Where the file has bytes between <paramref name="offset"/> and <paramref name="end"/>, in order, at most <paramref name="countMax"/> ranges; what lies between
    /// them was never written and reads as zeros. Needs the right to read or to write. Nothing lies behind the end of the file.
    /// </summary>
    ValueTask<FsResult<IReadOnlyList<AllocatedRange>>> FindAllocatedAsync(
        CallContext context, NodeOpen open, ulong offset, ulong end, int countMax, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a hole from <paramref name="offset"/> up to <paramref name="end"/>, which reads as zeros and holds no bytes; the file stays as long as it is. A range that is
    /// locked is <see cref="FsError.LockConflict"/>.
    /// </summary>
    /// <returns>How far it came: <paramref name="end"/>, or less in a file of very many pieces, where the caller goes on.</returns>
    ValueTask<FsResult<ulong>> PunchOpenAsync(CallContext context, NodeOpen open, ulong offset, ulong end, CancellationToken cancellationToken);

    /// <summary>Writes by the rights of an open; a range that is locked is <see cref="FsError.LockConflict"/>.</summary>
    ValueTask<FsResult<WriteOutcome>> WriteOpenAsync(
        CallContext context, NodeOpen open, ulong offset, ReadOnlyMemory<byte> data, WriteStability stability, CancellationToken cancellationToken);

    /// <summary>
    /// Makes every write of the node that was answered so far durable, by the rights of an open, which may be closed already. <see cref="FsError.StaleHandle"/> if
    /// the node is gone.
    /// </summary>
    ValueTask<FsResult<AttributeChange>> CommitOpenAsync(CallContext context, NodeOpen open, CancellationToken cancellationToken);

    /// <summary>Locks all of the ranges or none. With <paramref name="waits"/>, for which there is one range only, it waits until it is free.</summary>
    /// <returns><see cref="FsError.LockConflict"/> for what is in the way; <see cref="FsError.InvalidArgument"/> for a range behind the last offset.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting; nothing is held.</exception>
    ValueTask<FsResult> LockAsync(NodeOpen open, ReadOnlyMemory<RangeRequest> ranges, bool waits, CancellationToken cancellationToken);

    /// <summary>Gives a lock of exactly this range back; <see cref="FsError.NotFound"/> if the open has none.</summary>
    FsResult Unlock(NodeOpen open, ulong offset, ulong length);
}
