namespace DittoFs.Protocols.Rpc;

/// <summary>Lets one of many equal lines into the log in each <paramref name="interval"/>, and counts the others.</summary>
internal sealed class LogThrottle(TimeProvider clock, TimeSpan interval)
{
    private readonly Lock gate = new();
    private long heldBack;
    private long? passedAt;

    /// <summary>True if a line may be written now; <paramref name="others"/> were held back since the last one.</summary>
    public bool TryPass(out long others)
    {
        lock (gate)
        {
            others = heldBack;
            if (passedAt is { } last && clock.GetElapsedTime(last) < interval)
            {
                heldBack++;
                return false;
            }

            heldBack = 0;
            passedAt = clock.GetTimestamp();
            return true;
        }
    }
}
