namespace DittoFs.Protocols.Nlm;

/// <summary>The time after a restart in which clients take back the locks that they held, and nobody takes new ones.</summary>
internal sealed class GracePeriod(TimeProvider clock)
{
    private long endsAt = long.MinValue;

    /// <summary>True while it lasts.</summary>
    public bool IsActive => clock.GetTimestamp() < Volatile.Read(ref endsAt);

    /// <summary>Begins it.</summary>
    public void Begin(TimeSpan length) =>
        Volatile.Write(ref endsAt, clock.GetTimestamp() + (long)(length.TotalSeconds * clock.TimestampFrequency));
}
