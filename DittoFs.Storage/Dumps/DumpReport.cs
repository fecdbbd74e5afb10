using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Dumps;

/// <summary>What came of a dump.</summary>
/// <param name="Share">The share's name.</param>
/// <param name="Error"><see cref="FsError.None"/>, <see cref="FsError.NotFound"/> for a share that does not run, <see cref="FsError.NotSupported"/> for one whose rows are not on this machine, or what a store answered.</param>
/// <param name="Number">The dump's number.</param>
/// <param name="Time">The moment that it shows.</param>
/// <param name="Bytes">Bytes of its rows.</param>
public sealed record DumpReport(string Share, FsError Error, uint Number = 0, DateTimeOffset Time = default, long Bytes = 0);

/// <summary>Why a share was not attached.</summary>
public enum AttachRefusal
{
    /// <summary>It was.</summary>
    None,

    /// <summary>Its stores do not have it, or not all that it takes.</summary>
    NotFound,

    /// <summary>It runs here, or another server has it.</summary>
    InUse,

    /// <summary>A store is away or failed.</summary>
    Unavailable,
}

/// <summary>What came of attaching a share.</summary>
/// <param name="Refusal">Why it was not attached.</param>
/// <param name="Detail">More of it, for people: what is wrong and what to do, or from what it was attached.</param>
public sealed record AttachReport(AttachRefusal Refusal, string Detail);
