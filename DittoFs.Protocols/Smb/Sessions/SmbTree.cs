using DittoFs.Storage.Files;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>A share that a session is connected to.</summary>
/// <param name="Id">Its number in the session.</param>
/// <param name="Name">The share's name as the client gave it.</param>
/// <param name="FileSystem">The share; null for the named pipes (IPC$).</param>
/// <param name="Context">Who acts in it.</param>
internal sealed record SmbTree(uint Id, string Name, IFileSystem? FileSystem, CallContext Context)
{
    /// <summary>True for the tree of named pipes.</summary>
    public bool IsPipe => FileSystem is null;
}
