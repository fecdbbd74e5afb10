using DittoFs.Storage.Locking;

namespace DittoFs.Storage.Files;

/// <summary>What an open does with a name that exists or does not; the values are those of MS-SMB2 2.2.13.</summary>
public enum OpenDisposition : byte
{
    /// <summary>Takes the file's place, or makes it.</summary>
    Supersede = 0,

    /// <summary>Opens what exists.</summary>
    Open = 1,

    /// <summary>Makes what does not exist.</summary>
    Create = 2,

    /// <summary>Opens or makes it.</summary>
    OpenIf = 3,

    /// <summary>Opens what exists and cuts it to nothing.</summary>
    Overwrite = 4,

    /// <summary>Opens and cuts it, or makes it.</summary>
    OverwriteIf = 5,
}

/// <summary>What an open did; the values are those of MS-SMB2 2.2.14.</summary>
public enum OpenAction : byte
{
    /// <summary>Took a file's place.</summary>
    Superseded = 0,

    /// <summary>Opened what existed.</summary>
    Opened = 1,

    /// <summary>Made it.</summary>
    Created = 2,

    /// <summary>Cut what existed.</summary>
    Overwritten = 3,
}

/// <summary>Which kind of node will do.</summary>
public enum OpenKind : byte
{
    /// <summary>Any; what is made is a file.</summary>
    Any,

    /// <summary>Anything but a directory.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,
}

/// <summary>What is to be opened, and how.</summary>
public sealed record OpenRequest
{
    /// <summary>Who asks; the share notes it.</summary>
    internal CallContext? Opener { get; init; }

    /// <summary>The rights that are needed; one that is lacking fails the open.</summary>
    public required OpenAccess Access { get; init; }

    /// <summary>True to be granted all that there is beside <see cref="Access"/>.</summary>
    public bool WantsMaximum { get; init; }

    /// <summary>What others may do meanwhile.</summary>
    public ShareModes Sharing { get; init; } = ShareModes.All;

    /// <summary>What becomes of a name that exists or does not.</summary>
    public OpenDisposition Disposition { get; init; } = OpenDisposition.Open;

    /// <summary>Which kind of node will do.</summary>
    public OpenKind Kind { get; init; }

    /// <summary>True if the name is to go at the last close. Needs the right to delete.</summary>
    public bool DeletesAtClose { get; init; }

    /// <summary>True to open a symbolic link itself; else it is <see cref="Primitives.FsError.WrongKind"/>: links are the client's to follow.</summary>
    public bool FollowsNoLink { get; init; }

    /// <summary>Mode and times of a node that is made; its DOS attributes too, which an overwritten file takes over.</summary>
    public AttributeChanges Changes { get; init; }

    /// <summary>True if a name that does not exist is made.</summary>
    public bool MayCreate => Disposition is not (OpenDisposition.Open or OpenDisposition.Overwrite);

    /// <summary>True if a file that exists is cut.</summary>
    public bool Cuts => Disposition is OpenDisposition.Supersede or OpenDisposition.Overwrite or OpenDisposition.OverwriteIf;
}

/// <summary>A node that was opened.</summary>
/// <param name="Open">The open, to be closed.</param>
/// <param name="Node">The node, after what the open changed.</param>
/// <param name="Action">What the open did.</param>
/// <param name="Maximal">All that the caller could be granted.</param>
public readonly record struct OpenOutcome(NodeOpen Open, Primitives.NodeAttributes Node, OpenAction Action, OpenAccess Maximal);

/// <summary>An open that was closed.</summary>
/// <param name="IsDeleted">True if the name went with it.</param>
public readonly record struct CloseOutcome(bool IsDeleted);

/// <summary>A node that was found whatever the case of its name.</summary>
/// <param name="Node">The node.</param>
/// <param name="Name">The name as it is stored, in memory that stays valid.</param>
/// <param name="Directory">The directory.</param>
public readonly record struct NameOutcome(Primitives.NodeAttributes Node, Primitives.FileName Name, Primitives.NodeAttributes Directory);
