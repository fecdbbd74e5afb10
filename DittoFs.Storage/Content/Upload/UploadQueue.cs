namespace DittoFs.Storage.Content.Upload;

/// <summary>A share's contents with bytes in the log, those that wait longest first. They are looked up anew when all were passed. One caller at a time.</summary>
/// <param name="content">The contents.</param>
/// <param name="takesYounger">
/// Of a content whose turn it is, bytes are taken too that are younger than wanted: they may stand in the place of older ones that somebody waits for.
/// </param>
internal sealed class UploadQueue(TieredContentStore content, bool takesYounger)
{
    private List<ContentState> round = [];
    private int next;

    /// <summary>Fills a block with what <paramref name="order"/> says and no other block under way holds; without pieces when there is nothing.</summary>
    public UploadBlock Take(UploadOrder order)
    {
        var block = new UploadBlock();
        Fill(block, order.Through);
        if (!block.IsFull)
        {
            round = [.. content.DirtyContents.Where(state => state.OldestSequence <= order.Through).OrderBy(static state => state.OldestSequence)];
            next = 0;
            Fill(block, order.Through);
        }

        return block;
    }

    private void Fill(UploadBlock block, ulong through)
    {
        while (next < round.Count && !block.IsFull)
        {
            block.Take(round[next], takesYounger ? ulong.MaxValue : through);

            // A full block may have left some of the content.
            next += block.IsFull ? 0 : 1;
        }
    }
}
