using DittoFs.Storage.Collection;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Collection;

public sealed class SortedRunsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(25_000)]
    public void Read_OfMoreThanFitsIntoMemory_IsInOrderAndComplete(int count)
    {
        using var directory = new TemporaryDirectory();
        var random = new Random(count);
        var items = Enumerable.Range(0, count).Select(_ => new LiveBlock(RandomBlock(random))).ToList();
        using (var runs = new SortedRuns<LiveBlock>(directory.Path, 1000))
        {
            items.ForEach(item => runs.Add(item));
            Assert.Equal(Math.Max(0, (count - 1) / 1000), Directory.GetFiles(directory.Path).Length);
            Assert.Equal(items.Order(), runs.Read());
        }

        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Fact]
    public void Match_FindsWhatBothHave()
    {
        var random = new Random(5);
        var all = Enumerable.Range(0, 500).Select(_ => new LiveBlock(RandomBlock(random))).Order().ToList();
        using var match = new OrderedMatch<LiveBlock>(all.Where((_, index) => index % 3 == 0));

        Assert.Equal(all.Where((_, index) => index % 3 == 0), all.Where(item => match.TryMatch(item, out _)));
    }

    private static BlockId RandomBlock(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new BlockId(new Guid(bytes));
    }
}
