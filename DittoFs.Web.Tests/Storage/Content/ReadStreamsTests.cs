using DittoFs.Storage.Content;

namespace DittoFs.Web.Tests.Storage.Content;

public sealed class ReadStreamsTests
{
    private const int Read = 64 << 10;
    private const int WindowMax = 8 << 20;
    private readonly ReadStreams streams = new();

    [Fact]
    public void Note_OfReadsInOrder_StaysAheadAndGrowsToTheWindow()
    {
        var ahead = 0UL;
        var steps = new List<ulong>();
        for (var offset = 0UL; offset < 64 << 20; offset += Read)
        {
            var step = Note(offset);
            if (step.End > step.Start)
            {
                Assert.True(step.Start >= ahead, "A range is read ahead once.");
                Assert.InRange(step.End - (offset + Read), 1UL, (ulong)WindowMax);
                (ahead, _) = (step.End, 0);
                steps.Add(step.End - step.Start);
            }

            Assert.True(ahead >= offset + Read, "The reader never overtakes.");
        }

        Assert.InRange(steps[0], 1UL, 1UL << 20);
        Assert.InRange(steps[^1], (ulong)WindowMax / 2, (ulong)WindowMax);
    }

    [Fact]
    public void Note_OfReadsAtRandom_ReadsNothingAhead()
    {
        var random = new Random(3);
        for (var i = 0; i < 1000; i++)
        {
            var step = Note((ulong)random.NextInt64(1, 1L << 24) * Read * 16);
            Assert.Equal(step.Start, step.End);
        }
    }

    [Fact]
    public void Note_OfReadsSentManyAtOnce_IsOneStream()
    {
        var stepped = 0;
        for (var group = 0; group < 50; group++)
        {
            foreach (var inGroup in new[] { 2, 0, 3, 1 })
            {
                var step = Note((ulong)((group * 4) + inGroup) * Read);
                stepped += step.End > step.Start ? 1 : 0;
            }
        }

        Assert.InRange(stepped, 3, 20);
    }

    [Fact]
    public void Note_OfThreeReadersOfOneFile_StaysAheadOfEach()
    {
        var ahead = new ulong[3];
        for (var i = 0UL; i < 100; i++)
        {
            for (var reader = 0UL; reader < 3; reader++)
            {
                var offset = (reader << 30) + (i * Read);
                var step = Note(offset);
                ahead[reader] = Math.Max(ahead[reader], step.End);
                Assert.True(i < 2 || ahead[reader] >= offset + Read);
            }
        }
    }

    [Fact]
    public void Note_OfOtherPlaces_AbandonsTheReaderThatWasThereFirst()
    {
        Note(0);
        var step = Note(Read);
        var abandoned = Enumerable.Range(1, 4).Select(i => Abandon((ulong)i << 32)).OfType<CancellationTokenSource>().ToList();
        Assert.Same(step.Cancellation ?? abandoned.Single(), abandoned.Single());
    }

    [Fact]
    public void Note_WithoutAWindow_ReadsNothingAhead()
    {
        for (var i = 0UL; i < 100; i++)
        {
            var step = streams.Note(i * Read, Read, 0, out _);
            Assert.Equal(step.Start, step.End);
        }
    }

    private CancellationTokenSource? Abandon(ulong offset)
    {
        streams.Note(offset, Read, WindowMax, out var abandoned);
        return abandoned;
    }

    private ReadAheadStep Note(ulong offset) => streams.Note(offset, Read, WindowMax, out _);
}
