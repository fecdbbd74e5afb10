using DittoFs.Storage.Content.Cache;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.Content.Cache;

public sealed class FrameCacheTests : IDisposable
{
    private const int Frame = 256 << 10;
    private readonly FrameCache cache = new(4 * Frame);

    public void Dispose() => cache.Dispose();

    [Fact]
    public void Read_OfWhatWasAdded_ReturnsAnyPartOfIt()
    {
        var bytes = Bytes(1, Frame - 3);
        cache.Add(Key(1), bytes);
        foreach (var (offset, length) in new[] { (0, bytes.Length), (1, 1), (16_383, 2), (16_384, 16_384), (bytes.Length - 1, 1), (5000, 100_000) })
        {
            var part = new byte[length];
            Assert.True(cache.TryRead(Key(1), offset, part));
            Assert.Equal(bytes[offset..(offset + length)], part);
        }

        Assert.False(cache.TryRead(Key(2), 0, new byte[1]));
    }

    [Fact]
    public void Add_BeyondTheBudget_DropsWhatWasNotUsedForLongestAndNeverTakesMore()
    {
        for (var i = 1; i <= 4; i++)
        {
            cache.Add(Key(i), Bytes(i, Frame));
        }

        Assert.True(cache.TryRead(Key(1), 0, new byte[1]));
        cache.Add(Key(5), Bytes(5, Frame));
        Assert.Equal([true, false, true, true, true], Enumerable.Range(1, 5).Select(i => cache.Contains(Key(i))));
        for (var i = 6; i < 300; i++)
        {
            cache.Add(Key(i), Bytes(i, 1 + (i * 997 % Frame)));
            Assert.InRange(cache.Bytes, 1, cache.BytesMax);
        }
    }

    [Fact]
    public void Add_OfTheSameFrameAgain_TakesNothingMore()
    {
        cache.Add(Key(1), Bytes(1, Frame));
        var before = cache.Bytes;
        cache.Add(Key(1), Bytes(1, Frame));
        Assert.Equal(before, cache.Bytes);
    }

    [Fact]
    public async Task Read_WhileOthersPushFramesOut_NeverMixesThem()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            var random = new Random(worker);
            var part = new byte[50_000];
            for (var i = 0; i < 3000; i++)
            {
                var number = random.Next(1, 10);
                if (!cache.TryRead(Key(number), random.Next(0, Frame - part.Length), part))
                {
                    var whole = new byte[Frame];
                    whole.AsSpan().Fill((byte)number);
                    cache.Add(Key(number), whole);
                }
                else
                {
                    Assert.Equal(-1, part.AsSpan().IndexOfAnyExcept((byte)number));
                }
            }
        })));
        Assert.InRange(cache.Bytes, 1, cache.BytesMax);
    }

    private static FrameKey Key(int number) => new(Block(number), number % 7);

    private static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
