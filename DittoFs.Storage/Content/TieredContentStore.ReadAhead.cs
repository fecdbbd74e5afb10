using DittoFs.Storage.Primitives;
using DittoFs.Storage.Threads;

namespace DittoFs.Storage.Content;

/// <content>
/// Reading ahead of those who read in order. It only ever warms caches of immutable blocks and knows nothing of the log, so bytes that were written meanwhile
/// can't be replaced by what it brings: a read that follows makes its own plan, in which the log comes first.
/// </content>
internal sealed partial class TieredContentStore
{
    private readonly CallGate readingAhead = new();

    /// <summary>Ends what reads ahead and what is fetched. Nothing may be read any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await readingAhead.CloseAsync();
        await blocks.DisposeAsync();
    }

    private void ReadAhead(ReadPlan plan, ulong offset, int length)
    {
        if (plan.Blocks.Count == 0 || readAhead.WindowMax == 0)
        {
            return;
        }

        var state = plan.State!;
        List<Extent<BlockRange>>? ahead = null;
        ReadAheadStep step;
        CancellationTokenSource? abandoned;
        lock (state.Gate)
        {
            state.Readers ??= new ReadStreams();
            step = state.Readers.Note(offset, length, readAhead.WindowMax, out abandoned);
            if (step.End > step.Start)
            {
                state.Blocks?.CopyRange(step.Start, step.End, ahead = []);
            }
        }

        abandoned?.Cancel();
        if (ahead is { Count: > 0 } && readingAhead.TryEnter())
        {
            _ = ReadAheadAsync(ahead, step.Cancellation!.Token);
        }
    }

    private async Task ReadAheadAsync(List<Extent<BlockRange>> extents, CancellationToken cancellationToken)
    {
        var taken = 0L;
        try
        {
            await threads.EnterAsync();
            List<Task<FsResult>> underWay = [];
            foreach (var extent in extents)
            {
                if (cancellationToken.IsCancellationRequested || !readAhead.TryTake((long)extent.Length))
                {
                    break;
                }

                taken += (long)extent.Length;
                underWay.Add(blocks.PrefetchAsync(extent.Source.Block, extent.Source.Offset, (int)extent.Length, cancellationToken).AsTask());
            }

            // What failed is asked for again by the reader, who is told.
            await Task.WhenAll(underWay);
        }
        finally
        {
            readAhead.Return(taken);
            readingAhead.Exit();
        }
    }
}
