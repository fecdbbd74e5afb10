using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Dumps;

/// <summary>What a file with a share's metadata is.</summary>
/// <param name="Error"><see cref="FsError.NotSupported"/> for a file of another format, <see cref="FsError.Corrupt"/> for one that is damaged or was cut.</param>
/// <param name="Share">The share whose metadata they are.</param>
/// <param name="Name">Its name at that time.</param>
/// <param name="Time">The moment that they show.</param>
/// <param name="Bytes">Bytes of its rows.</param>
public sealed record DumpFileReport(FsError Error, ShareId Share = default, string Name = "", DateTimeOffset Time = default, long Bytes = 0);

/// <summary>How loading a share's metadata ended.</summary>
public enum LoadOutcome
{
    /// <summary>They are in place.</summary>
    Loaded,

    /// <summary>The store has metadata of the share, which may be newer; nothing was changed.</summary>
    Kept,

    /// <summary>The file is damaged, of another format, or another share's; nothing was changed.</summary>
    Refused,

    /// <summary>The share runs here, or another server has it; nothing was changed.</summary>
    InUse,

    /// <summary>Where the share has its metadata, none can be loaded; nothing was changed.</summary>
    NotSupported,

    /// <summary>A store is away or failed. If it failed halfway, the share does not start until its metadata are loaded again.</summary>
    Unavailable,
}

/// <summary>What came of loading a share's metadata.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">More of it, for people.</param>
public sealed record LoadReport(LoadOutcome Outcome, string Detail);
