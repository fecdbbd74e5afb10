using DittoFs.Storage.Files;
using DittoFs.Storage.Shares;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>A share that a session is connected to.</summary>
/// <param name="id">Its number in the session.</param>
/// <param name="name">The share's name as the client gave it.</param>
/// <param name="fileSystem">The share; null for the named pipes (IPC$).</param>
/// <param name="context">Who acts in it.</param>
internal sealed class SmbTree(uint id, string name, IFileSystem? fileSystem, CallContext context)
{
    private volatile CallContext context = context;

    /// <summary>Its number in the session.</summary>
    public uint Id { get; } = id;

    /// <summary>The share's name as the client gave it.</summary>
    public string Name { get; } = name;

    /// <summary>The share; null for the named pipes (IPC$).</summary>
    public IFileSystem? FileSystem { get; } = fileSystem;

    /// <summary>Who acts in it; another one after the account's groups have changed.</summary>
    public CallContext Context
    {
        get => context;
        set => context = value;
    }

    /// <summary>True while the share wants every request encrypted.</summary>
    public bool MustEncrypt => FileSystem?.WireEncryption == WireEncryption.Required;

    /// <summary>True for the tree of named pipes.</summary>
    public bool IsPipe => FileSystem is null;
}
