namespace DittoFs.Storage.Locking;

/// <summary>A locked range of bytes.</summary>
/// <param name="Owner">Who holds it: two locks of one owner are those of one <see cref="NodeOpen"/>, or of one process of an NLM client.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How many bytes; it ends at 2^64 at the latest. 0 is a place between two bytes.</param>
/// <param name="IsExclusive">True if nobody else may hold a lock there.</param>
public sealed record ByteRangeLock(object Owner, ulong Offset, ulong Length, bool IsExclusive)
{
    /// <summary>True if the range reaches behind the last offset that there is.</summary>
    public bool IsOutOfRange => Length > 0 && Offset + (Length - 1) < Offset;

    /// <summary>
    /// True if the two have a byte in common. A lock of no bytes touches a range only strictly inside of it (MS-FSA 2.1.4.10).
    /// </summary>
    public bool Overlaps(ulong offset, ulong length)
    {
        if (Length == 0 || length == 0)
        {
            return Length == 0
                ? length > 0 && Offset > offset && Offset - offset < length
                : offset > Offset && offset - Offset < Length;
        }

        return Offset <= offset + (length - 1) && offset <= Offset + (Length - 1);
    }
}

/// <summary>A lock or an unlock that is asked for.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="IsExclusive">Which kind; of no meaning for an unlock.</param>
public readonly record struct RangeRequest(ulong Offset, ulong Length, bool IsExclusive);
