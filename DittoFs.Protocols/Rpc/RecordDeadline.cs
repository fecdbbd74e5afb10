namespace DittoFs.Protocols.Rpc;

/// <summary>
/// Ends a connection whose client began a record and does not finish it: it would hold the record's buffer for as long as it likes. Idle connections
/// have no record under way and are left alone.
/// </summary>
/// <param name="timeMax">How long a record may take from its first byte to its last.</param>
/// <param name="clock">The time.</param>
/// <param name="expired">Called once on a timer's thread when a record took longer.</param>
/// <remarks>One timer a connection, made for the first record that does not arrive in one piece.</remarks>
internal sealed class RecordDeadline(TimeSpan timeMax, TimeProvider clock, Action expired) : IDisposable
{
    private ITimer? timer;
    private bool isRunning;

    /// <summary>Tells whether a record is under way now.</summary>
    public void Follow(bool isInsideRecord)
    {
        if (isInsideRecord == isRunning)
        {
            return;
        }

        isRunning = isInsideRecord;
        timer ??= clock.CreateTimer(static expired => ((Action)expired!)(), expired, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(isInsideRecord ? timeMax : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => timer?.Dispose();
}
