using CsCheck;
using DittoFs.Storage.Content;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Storage.Content;

public sealed class DirtyAgesTests
{
    private readonly FakeTimeProvider clock = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly DirtyAges ages;

    public DirtyAgesTests() => ages = new DirtyAges(clock);

    [Fact]
    public void OldestAge_IsThatOfTheOldestBytesThatAreLeft()
    {
        Assert.Equal(TimeSpan.Zero, ages.OldestAge);
        Add(1, 10);
        Pass(5);
        Add(2, 10);
        Pass(1);
        Assert.Equal((TimeSpan.FromSeconds(6), 1UL, 20L), (ages.OldestAge, ages.OldestSequence, ages.TotalBytes));
        ages.Remove(1, 4);
        Assert.Equal(TimeSpan.FromSeconds(6), ages.OldestAge);
        ages.Remove(1, 6);
        Assert.Equal((TimeSpan.FromSeconds(1), 2UL, 10L), (ages.OldestAge, ages.OldestSequence, ages.TotalBytes));
        ages.Remove(2, 10);
        Assert.Equal((TimeSpan.Zero, ulong.MaxValue, 0L), (ages.OldestAge, ages.OldestSequence, ages.TotalBytes));
    }

    [Fact]
    public void Age_OfAFileThatIsOverwrittenForEver_DoesNotGrow()
    {
        for (var i = 1UL; i <= 100; i++)
        {
            Add(i, 10);
            if (i > 1)
            {
                ages.Remove(i - 1, 10);
            }

            Pass(1);
        }

        Assert.Equal(TimeSpan.FromSeconds(1), ages.OldestAge);
    }

    [Fact]
    public void Rested_AreBytesOfRecordsThatAreOldEnough()
    {
        Add(1, 1);
        Pass(1);
        Add(2, 2);
        Pass(1);
        Add(3, 4);
        Assert.Equal((0UL, 0L), ages.GetRested(TimeSpan.FromSeconds(2)));
        Assert.Equal((3UL, 7L), ages.GetRested(TimeSpan.Zero));
        Pass(0.5);
        Assert.Equal((1UL, 1L), ages.GetRested(TimeSpan.FromSeconds(2)));
        Pass(1);
        Assert.Equal((2UL, 3L), ages.GetRested(TimeSpan.FromSeconds(2)));
        Pass(60);
        Assert.Equal((3UL, 7L), ages.GetRested(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void Age_OfWhatAStartFindsInTheLog_IsFromWhenItWasWritten()
    {
        ages.Add(1, 10, TimeSpan.FromHours(1));
        ages.Add(2, 10, TimeSpan.FromSeconds(10));
        Assert.Equal((TimeSpan.FromHours(1), (1UL, 10L)), (ages.OldestAge, ages.GetRested(TimeSpan.FromMinutes(1))));
    }

    [Fact]
    public void Outage_OfDays_IsRememberedInBoundedMemory()
    {
        for (var i = 1UL; i <= 100_000; i++)
        {
            Add(i, 1);
            Pass(1);
        }

        Assert.Equal((TimeSpan.FromSeconds(100_000), 100_000L), (ages.OldestAge, ages.TotalBytes));
        for (var i = 1UL; i <= 100_000; i++)
        {
            ages.Remove(i, 1);
        }

        Assert.Equal((TimeSpan.Zero, 0L), (ages.OldestAge, ages.TotalBytes));
    }

    /// <summary>Records are mapped by many threads at once, so some come after younger ones.</summary>
    [Fact]
    public void Counts_OfRecordsInAnyOrder_AddUp() => Gen.Select(Gen.Int[1, 60].Array[1, 60], Gen.Int[0, 400].Array[60]).Sample((order, pauses) =>
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.Zero };
        var counted = new DirtyAges(time);
        for (var i = 0; i < order.Length; i++)
        {
            counted.Add((ulong)order[i], order[i], TimeSpan.Zero);
            time.Advance(TimeSpan.FromMilliseconds(pauses[i]));
            if (i % 3 == 2)
            {
                counted.Remove((ulong)order[i - 1], order[i - 1]);
            }
        }

        Assert.Equal(order.Where((_, i) => i % 3 != 1 || i + 1 >= order.Length).Sum(), counted.TotalBytes);
        for (var i = 0; i < order.Length; i++)
        {
            if (i % 3 != 1 || i + 1 >= order.Length)
            {
                counted.Remove((ulong)order[i], order[i]);
            }
        }

        Assert.Equal((0L, ulong.MaxValue), (counted.TotalBytes, counted.OldestSequence));
    });

    private void Add(ulong sequence, long bytes) => ages.Add(sequence, bytes, TimeSpan.Zero);

    private void Pass(double seconds) => clock.Advance(TimeSpan.FromSeconds(seconds));
}
