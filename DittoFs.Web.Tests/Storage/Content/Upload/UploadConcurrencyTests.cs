using DittoFs.Storage.Content.Upload;

namespace DittoFs.Web.Tests.Storage.Content.Upload;

public sealed class UploadConcurrencyTests
{
    private const int BlockBytes = 16 << 20;

    [Fact]
    public void Limit_WhileEveryMoreBringsMore_GrowsToItsMaximum()
    {
        var concurrency = new UploadConcurrency();
        Store(concurrency, 400, _ => 1);
        Assert.Equal(UploadConcurrency.LimitMax, concurrency.Limit);
    }

    [Fact]
    public void Limit_WhereTheStoreTakesFourAtOnce_StaysNearFour()
    {
        var concurrency = new UploadConcurrency();
        Store(concurrency, 400, limit => Math.Max(1.0, limit / 4.0));
        Assert.InRange(concurrency.Limit, 3, 6);
    }

    [Fact]
    public void Limit_AfterAFailure_IsHalvedAndGrowsAgain()
    {
        var concurrency = new UploadConcurrency();
        Store(concurrency, 400, _ => 1);
        concurrency.Failed();
        Assert.Equal(UploadConcurrency.LimitMax / 2, concurrency.Limit);
        for (var i = 0; i < 10; i++)
        {
            concurrency.Failed();
        }

        Assert.Equal(1, concurrency.Limit);
        Store(concurrency, 400, _ => 1);
        Assert.Equal(UploadConcurrency.LimitMax, concurrency.Limit);
    }

    [Fact]
    public void Limit_ForAStoreThatHoldsTheThread_LeavesThreadsForReads()
    {
        var concurrency = new UploadConcurrency();
        Store(concurrency, 400, _ => 1, inPlace: true);
        Assert.Equal(UploadConcurrency.InPlaceLimitMax, concurrency.Limit);
    }

    private static void Store(UploadConcurrency concurrency, int blocks, Func<int, double> seconds, bool inPlace = false)
    {
        for (var i = 0; i < blocks; i++)
        {
            concurrency.Succeeded(BlockBytes, TimeSpan.FromSeconds(seconds(concurrency.Limit)), inPlace);
        }
    }
}
