namespace DittoFs.Storage.Primitives;

/// <summary>A moment in nanoseconds since 1970-01-01 00:00 UTC, from 1677 to 2262.</summary>
public readonly record struct Timestamp(long Nanoseconds) : IComparable<Timestamp>
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Whole seconds since 1970, rounded down.</summary>
    public long Seconds => (Nanoseconds / NanosecondsPerSecond) - (Nanoseconds % NanosecondsPerSecond < 0 ? 1 : 0);

    /// <summary>The nanoseconds after <see cref="Seconds"/>, 0 to 999,999,999.</summary>
    public uint SubsecondNanoseconds => (uint)(Nanoseconds - (Seconds * NanosecondsPerSecond));

    /// <summary>The moment of <paramref name="seconds"/> and <paramref name="nanoseconds"/> (below one second).</summary>
    public static Timestamp FromSeconds(long seconds, uint nanoseconds) => new((seconds * NanosecondsPerSecond) + nanoseconds);

    /// <summary>The time that <paramref name="clock"/> shows, at its resolution of 100 ns.</summary>
    public static Timestamp Now(TimeProvider clock) => From(clock.GetUtcNow());

    /// <summary>The same moment as <paramref name="time"/>.</summary>
    public static Timestamp From(DateTimeOffset time) => new((time.UtcTicks - DateTime.UnixEpoch.Ticks) * 100);

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>True if <paramref name="left"/> is earlier.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>True if <paramref name="left"/> is later.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>True if <paramref name="left"/> is not later.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>True if <paramref name="left"/> is not earlier.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.Nanoseconds >= right.Nanoseconds;
}
