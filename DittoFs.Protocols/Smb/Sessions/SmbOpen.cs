using DittoFs.Storage.Files;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>Something that a session has open: a file, a directory or a named pipe.</summary>
/// <param name="id">What the client calls it by.</param>
/// <param name="tree">Where it was opened.</param>
internal abstract class SmbOpen(SmbFileId id, SmbTree tree)
{
    /// <summary>What the client calls it by.</summary>
    public SmbFileId Id { get; } = id;

    /// <summary>Where it was opened.</summary>
    public SmbTree Tree { get; } = tree;

    /// <summary>Who acts.</summary>
    public CallContext Context => Tree.Context;

    /// <summary>Closes it. Called once, when the session has forgotten it; it is closed whatever the result.</summary>
    public abstract ValueTask<NtStatus> CloseAsync();
}
