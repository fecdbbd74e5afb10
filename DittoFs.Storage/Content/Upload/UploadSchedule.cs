using DittoFs.Storage.Content.Packing;

namespace DittoFs.Storage.Content.Upload;

/// <summary>What the next block is to take.</summary>
/// <param name="Through">The youngest record whose bytes it takes.</param>
/// <param name="Partial">Whether it goes although it is not full.</param>
internal readonly record struct UploadOrder(ulong Through, bool Partial);

/// <summary>How the log stands.</summary>
/// <param name="UsedFraction">The part of its budget that is in use.</param>
/// <param name="OldestSegmentLastSequence">The last record of the segment that is to be freed next.</param>
internal readonly record struct LogPressure(double UsedFraction, ulong OldestSegmentLastSequence);

/// <summary>
/// Decides when a share's bytes leave the log. A block is filled before it goes: with bytes that have rested, so that what is overwritten soon is not sent
/// twice. What does not fill one goes when its oldest byte comes of age, or when it keeps the segment alive that a log under pressure needs.
/// </summary>
/// <param name="ages">The share's bytes in the log.</param>
/// <param name="load">What clients do.</param>
/// <param name="rest">How long bytes rest before a full block takes them.</param>
/// <param name="ageMax">How old bytes get before they go in any case.</param>
internal sealed class UploadSchedule(DirtyAges ages, ForegroundLoad load, TimeSpan rest, TimeSpan ageMax)
{
    /// <summary>From this part of the log's budget on, bytes go that have not rested.</summary>
    public const double PressureFraction = 0.5;

    /// <summary>From this part on, nothing is held back for clients any more: beyond it they are slowed down.</summary>
    public const double UrgentFraction = 0.75;

    private const int PauseFactor = 3;
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(3);

    /// <summary>What to send now, if anything.</summary>
    /// <param name="log">How the log stands.</param>
    /// <param name="bytesUnderWay">Bytes of the share that blocks under way hold.</param>
    public UploadOrder? Next(LogPressure log, long bytesUnderWay)
    {
        if (log.UsedFraction >= PressureFraction)
        {
            var holdsOldest = bytesUnderWay == 0 && ages.OldestSequence <= log.OldestSegmentLastSequence;
            if (holdsOldest || ages.TotalBytes - bytesUnderWay >= BlockCodec.PlainBytesMax)
            {
                return new UploadOrder(ulong.MaxValue, holdsOldest);
            }
        }

        var rested = ages.GetRested(rest < ageMax ? rest : ageMax);
        var isOld = bytesUnderWay == 0 && rested.Bytes > 0 && ages.OldestAge >= ageMax;
        return isOld || rested.Bytes - bytesUnderWay >= BlockCodec.PlainBytesMax ? new UploadOrder(rested.Through, isOld) : null;
    }

    /// <summary>How many blocks may be under way of the <paramref name="limit"/> that the store takes: one while clients are busy, more as the log fills.</summary>
    public int GetParallel(LogPressure log, int limit) =>
        !Yields(log) ? limit : Math.Max(1, (int)Math.Ceiling(limit * (log.UsedFraction - PressureFraction) / (UrgentFraction - PressureFraction)));

    /// <summary>How long to wait behind a block that took <paramref name="duration"/>: most of the time is the clients' while they are busy and nothing presses.</summary>
    public TimeSpan GetPause(LogPressure log, TimeSpan duration)
    {
        var pause = duration * PauseFactor;
        return !Yields(log) || log.UsedFraction >= PressureFraction ? TimeSpan.Zero : pause < PauseMax ? pause : PauseMax;
    }

    private bool Yields(LogPressure log) => log.UsedFraction < UrgentFraction && load.IsBusy && ages.OldestAge < ageMax;
}
