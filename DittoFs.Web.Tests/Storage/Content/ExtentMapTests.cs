using DittoFs.Storage.Content;

namespace DittoFs.Web.Tests.Storage.Content;

public sealed class ExtentMapTests
{
    private readonly record struct Source(int Write, ulong Offset) : IExtentSource<Source>
    {
        public Source Advance(ulong bytes) => this with { Offset = Offset + bytes };
    }

    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 2_000)]
    [InlineData(3, 60)]
    public void Set_AndRemove_AgreeWithAnArrayOfBytes(int seed, int space)
    {
        var random = new Random(seed);
        var map = new ExtentMap<Source>();
        var model = new (int Write, ulong Offset)?[space];
        List<Extent<Source>> replaced = [];
        for (var step = 1; step < 4_000; step++)
        {
            var start = random.Next(space - 1);
            var end = Math.Min(space, start + 1 + random.Next(random.Next(3) == 0 ? space : 12));
            replaced.Clear();
            var sets = random.Next(4) != 0;
            if (!sets)
            {
                map.RemoveRange((ulong)start, (ulong)end, replaced);
            }
            else
            {
                map.Set(new Extent<Source>((ulong)start, (ulong)(end - start), new Source(step, 0)), replaced);
            }

            Assert.Equal(Expand(replaced), Slice(model, start, end));
            for (var i = start; i < end; i++)
            {
                model[i] = sets ? (step, (ulong)(i - start)) : null;
            }

            if (step % 50 == 0)
            {
                List<Extent<Source>> all = [];
                map.CopyRange(0, (ulong)space, all);
                Assert.Equal(map.Count, all.Count);
                Assert.Equal(Slice(model, 0, space), Expand(all));
                var (from, to) = (random.Next(space / 2), space / 2 + random.Next(space / 2));
                all.Clear();
                map.CopyRange((ulong)from, (ulong)to, all);
                Assert.Equal(Slice(model, from, to), Expand(all));
            }
        }
    }

    [Fact]
    public void Set_InSequence_FindsEachInItsPlace()
    {
        var map = new ExtentMap<Source>();
        for (var i = 0; i < 10_000; i++)
        {
            map.Set(new Extent<Source>((ulong)i * 10, 10, new Source(i, 0)), null);
        }

        Assert.Equal(10_000, map.Count);
        for (var i = 0; i < 10_000; i += 37)
        {
            Assert.True(map.TryFind(((ulong)i * 10) + 5, out var found));
            Assert.Equal(i, found.Source.Write);
        }

        Assert.False(map.TryFind(100_000, out _));
    }

    [Theory]
    [InlineData(1, 9_999)]
    [InlineData(500, 9_500)]
    [InlineData(10_000, 0)]
    [InlineData(20_000, 0)]
    public void FindTail_CountsFromTheEnd(int count, ulong start)
    {
        var map = new ExtentMap<Source>();
        for (var i = 0UL; i < 10_000; i++)
        {
            map.Set(new Extent<Source>(i, 1, new Source(0, i)), null);
        }

        Assert.Equal(start, map.FindTail(count));
    }

    [Fact]
    public void RemoveRange_ToTheEndOfAllOffsets_EmptiesTheMap()
    {
        var map = new ExtentMap<Source>();
        map.Set(new Extent<Source>(5, 10, new Source(1, 0)), null);
        map.Set(new Extent<Source>(1UL << 61, 10, new Source(2, 0)), null);
        map.RemoveRange(7, ulong.MaxValue, null);
        Assert.True(map.TryFind(0, out var left));
        Assert.Equal((5UL, 2UL, 1), (left.Start, left.Length, map.Count));
    }

    private static List<(int Position, int Write, ulong Offset)> Expand(List<Extent<Source>> extents) =>
        [.. extents.SelectMany(extent => Enumerable.Range(0, (int)extent.Length)
            .Select(i => ((int)extent.Start + i, extent.Source.Write, extent.Source.Offset + (ulong)i)))];

    private static List<(int Position, int Write, ulong Offset)> Slice((int Write, ulong Offset)?[] model, int start, int end) =>
        [.. Enumerable.Range(start, end - start).Where(i => model[i] is not null).Select(i => (i, model[i]!.Value.Write, model[i]!.Value.Offset))];
}
