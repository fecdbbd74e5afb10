using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <summary>How a time is to be set.</summary>
public enum TimeChangeKind : byte
{
    /// <summary>Leave it.</summary>
    Keep,

    /// <summary>Set it to the server's present time; a caller who may write the file may do this.</summary>
    ServerTime,

    /// <summary>Set it to the given time; only the owner may do this.</summary>
    ClientTime,
}

/// <summary>A change of one time.</summary>
public readonly record struct TimeChange(TimeChangeKind Kind, Timestamp Value = default)
{
    /// <summary>Set to the server's present time.</summary>
    public static TimeChange ServerTime => new(TimeChangeKind.ServerTime);

    /// <summary>Set to <paramref name="time"/>.</summary>
    public static TimeChange To(Timestamp time) => new(TimeChangeKind.ClientTime, time);
}

/// <summary>The attributes that a caller wants set; what is null stays as it is (or takes its default in a new node).</summary>
public readonly record struct AttributeChanges
{
    /// <summary>The lower twelve bits of <c>st_mode</c>.</summary>
    public uint? Mode { get; init; }

    /// <summary>New owner.</summary>
    public uint? Uid { get; init; }

    /// <summary>New group.</summary>
    public uint? Gid { get; init; }

    /// <summary>New length: cuts, or extends with zeros.</summary>
    public ulong? Size { get; init; }

    /// <summary>Change of the access time.</summary>
    public TimeChange AccessTime { get; init; }

    /// <summary>Change of the modification time.</summary>
    public TimeChange ModifyTime { get; init; }

    /// <summary>Change of the birth time.</summary>
    public TimeChange BirthTime { get; init; }

    /// <summary>Change of the change time, which else is the time of this change. Only through an open, by protocols that know such a thing.</summary>
    public TimeChange ChangeTime { get; init; }

    /// <summary>The attribute bits of MS-FSCC 2.6 that are kept (<see cref="DosAttributeBits.Kept"/>); others are ignored.</summary>
    public uint? DosAttributes { get; init; }

    /// <summary>Whether the file is told as sparse, which <see cref="DosAttributes"/> leaves alone.</summary>
    public bool? IsSparse { get; init; }
}
