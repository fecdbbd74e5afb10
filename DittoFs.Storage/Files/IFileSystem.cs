using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Storage.Files;

/// <summary>
/// One share, as every protocol sees it. Each method checks the caller's rights, does the whole operation atomically and, on a share of the
/// <c>local</c> tier, answers only when the change is durable on this machine. Failures are <see cref="FsError"/> values; exceptions are bugs.
/// </summary>
/// <remarks>
/// Warm operations complete synchronously. Memory passed in belongs to the caller and is not used after the returned task completes.
/// A <see cref="NodeId"/> of another share, or one whose node is gone, answers <see cref="FsError.StaleHandle"/>.
/// </remarks>
public interface IFileSystem : INamespace, IAttributes, IContent, IOpens, IRecordLocks
{
    /// <summary>The share's lasting identity; the file-system id on the wire.</summary>
    ShareId ShareId { get; }

    /// <summary>The share's present name.</summary>
    ShareName ShareName { get; }

    /// <summary>What the share is for.</summary>
    string Description { get; }

    /// <summary>Whether a protocol that can encrypt does so for this share. A change holds for the next call.</summary>
    WireEncryption WireEncryption { get; }

    /// <summary>The limits that FSINFO and PATHCONF tell.</summary>
    FileSystemLimits Limits { get; }

    /// <summary>Writes the handle of <paramref name="node"/> into <paramref name="destination"/> (at least <see cref="FileHandle.BytesLength"/>).</summary>
    /// <returns>The length written.</returns>
    int WriteHandle(NodeId node, Span<byte> destination);

    /// <summary>Checks that the caller may use the share at all: client rules, permission, protocol. MOUNT asks this first.</summary>
    /// <returns>Success, <see cref="FsError.AccessDenied"/>, or <see cref="FsError.Unavailable"/> while the share is not running.</returns>
    FsResult CheckMount(CallContext context);

    /// <summary>Takes note of what a protocol refused by a rule of its own, such as a share's encryption.</summary>
    void NoteRefusal(CallContext context, string operation, AccessRule rule);

    /// <summary>Space and node counts.</summary>
    ValueTask<FsResult<FileSystemStatistics>> GetStatisticsAsync(CallContext context, CancellationToken cancellationToken);
}

/// <summary>Names: the tree.</summary>
public interface INamespace
{
    /// <summary>Finds <paramref name="name"/>, which may be <c>.</c> or <c>..</c>. A miss is <see cref="FsError.NotFound"/>.</summary>
    ValueTask<FsResult<LookupOutcome>> LookupAsync(CallContext context, NodeId directory, FileName name, CancellationToken cancellationToken);

    /// <summary>Makes a regular file.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="directory">Where.</param>
    /// <param name="name">The new name.</param>
    /// <param name="disposition">What to do with a name that exists.</param>
    /// <param name="changes">Initial attributes; ignored for an exclusive create.</param>
    /// <param name="verifier">The client's verifier of an exclusive create.</param>
    /// <param name="cancellationToken">Gives up waiting; a change that was made stays made.</param>
    ValueTask<FsResult<CreateOutcome>> CreateFileAsync(
        CallContext context, NodeId directory, FileName name, CreateDisposition disposition, AttributeChanges changes, ulong verifier, CancellationToken cancellationToken);

    /// <summary>Makes a directory.</summary>
    ValueTask<FsResult<CreateOutcome>> MakeDirectoryAsync(
        CallContext context, NodeId directory, FileName name, AttributeChanges changes, CancellationToken cancellationToken);

    /// <summary>Makes a symbolic link to <paramref name="target"/>: 1 to 4,096 bytes without NUL, never interpreted here.</summary>
    ValueTask<FsResult<CreateOutcome>> MakeSymbolicLinkAsync(
        CallContext context, NodeId directory, FileName name, ReadOnlyMemory<byte> target, AttributeChanges changes, CancellationToken cancellationToken);

    /// <summary>Makes a device, pipe or socket node. Devices take a superuser (<see cref="FsError.NotPermitted"/>); other kinds are <see cref="FsError.UnsupportedKind"/>.</summary>
    ValueTask<FsResult<CreateOutcome>> MakeSpecialAsync(
        CallContext context, NodeId directory, FileName name, NodeKind kind, DeviceNumber device, AttributeChanges changes, CancellationToken cancellationToken);

    /// <summary>Removes a name that is no directory's (<see cref="FsError.IsDirectory"/>).</summary>
    ValueTask<FsResult<AttributeChange>> RemoveAsync(CallContext context, NodeId directory, FileName name, CancellationToken cancellationToken);

    /// <summary>Removes an empty directory.</summary>
    ValueTask<FsResult<AttributeChange>> RemoveDirectoryAsync(CallContext context, NodeId directory, FileName name, CancellationToken cancellationToken);

    /// <summary>Moves a name, replacing a target of a fitting kind, atomically.</summary>
    ValueTask<FsResult<RenameOutcome>> RenameAsync(
        CallContext context, NodeId fromDirectory, FileName fromName, NodeId toDirectory, FileName toName, CancellationToken cancellationToken);

    /// <summary>Gives a node that is no directory another name.</summary>
    ValueTask<FsResult<LinkOutcome>> LinkAsync(CallContext context, NodeId node, NodeId directory, FileName name, CancellationToken cancellationToken);

    /// <summary>
    /// Lists what comes behind <paramref name="cookie"/> (0: from the start, <c>.</c> and <c>..</c> included), at most <paramref name="entriesMax"/> entries.
    /// Entries that exist throughout a listing appear in it exactly once, whatever is added or removed meanwhile.
    /// </summary>
    ValueTask<FsResult<DirectoryPage>> ReadDirectoryAsync(
        CallContext context, NodeId directory, ulong cookie, int entriesMax, bool withAttributes, CancellationToken cancellationToken);

    /// <summary>Reads a symbolic link; anything else is <see cref="FsError.WrongKind"/>.</summary>
    ValueTask<FsResult<LinkTarget>> ReadLinkAsync(CallContext context, NodeId node, CancellationToken cancellationToken);
}

/// <summary>Attributes and access.</summary>
public interface IAttributes
{
    /// <summary>Reads a node's attributes. Needs no permission but that of the share.</summary>
    ValueTask<FsResult<NodeAttributes>> GetAttributesAsync(CallContext context, NodeId node, CancellationToken cancellationToken);

    /// <summary>Changes attributes; a size cuts or extends the content.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="node">Which node.</param>
    /// <param name="changes">What to set.</param>
    /// <param name="guard">If given, the change time that the node must still have, else <see cref="FsError.NotSynchronized"/>.</param>
    /// <param name="cancellationToken">Gives up waiting; a change that was made stays made.</param>
    ValueTask<FsResult<AttributeChange>> SetAttributesAsync(
        CallContext context, NodeId node, AttributeChanges changes, Timestamp? guard, CancellationToken cancellationToken);

    /// <summary>Tells which of <paramref name="requested"/> the caller has. Refusing all of them is a success too.</summary>
    ValueTask<FsResult<AccessOutcome>> CheckAccessAsync(CallContext context, NodeId node, AccessMask requested, CancellationToken cancellationToken);
}

/// <summary>Bytes.</summary>
public interface IContent
{
    /// <summary>
    /// The write verifier: the same as long as no unstable write may have been lost, another as soon as one may have been (RFC 1813 §3.3.7).
    /// </summary>
    ulong WriteVerifier { get; }

    /// <summary>Reads from <paramref name="offset"/> into <paramref name="destination"/>. Holes read as zeros; what is damaged is an error, never zeros.</summary>
    ValueTask<FsResult<ReadOutcome>> ReadAsync(CallContext context, NodeId node, ulong offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Writes all of <paramref name="data"/> at <paramref name="offset"/>, extending the file where needed.</summary>
    ValueTask<FsResult<WriteOutcome>> WriteAsync(
        CallContext context, NodeId node, ulong offset, ReadOnlyMemory<byte> data, WriteStability stability, CancellationToken cancellationToken);

    /// <summary>Makes every write of the node that was answered so far durable.</summary>
    ValueTask<FsResult<AttributeChange>> CommitAsync(CallContext context, NodeId node, CancellationToken cancellationToken);
}
