namespace DittoFs.Storage.Content;

/// <summary>What may be on its way to readers who have not asked yet, of all shares together.</summary>
/// <param name="bytesMax">The most bytes at once.</param>
/// <param name="windowMax">The most ahead of one reader; 0 when nothing is read ahead.</param>
internal sealed class ReadAheadBudget(long bytesMax, int windowMax)
{
    private long bytes;

    /// <summary>The most to be ahead of one reader.</summary>
    public int WindowMax => windowMax;

    /// <summary>Bytes on their way.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Takes a part of the budget, which must be given back; false when there is not that much.</summary>
    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref bytes, count) <= bytesMax)
        {
            return true;
        }

        Return(count);
        return false;
    }

    /// <summary>Gives a part back.</summary>
    public void Return(long count) => Interlocked.Add(ref bytes, -count);
}
