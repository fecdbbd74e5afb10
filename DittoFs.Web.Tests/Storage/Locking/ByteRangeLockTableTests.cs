using CsCheck;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Storage.Locking;

/// <summary>Which ranges fit to each other, and who gets one that is given back.</summary>
public sealed class ByteRangeLockTableTests
{
    private static readonly OpenTarget Target = OpenTarget.Of(new NodeId(7));
    private readonly ByteRangeLockTable table = new();
    private readonly object alice = new();
    private readonly object bob = new();

    [Theory]
    [InlineData(false, false, FsError.None)]
    [InlineData(true, false, FsError.LockConflict)]
    [InlineData(false, true, FsError.LockConflict)]
    [InlineData(true, true, FsError.LockConflict)]
    public void TryLock_OverlapOfAnother_FitsOnlyIfBothAreShared(bool first, bool second, FsError expected)
    {
        Assert.Equal(FsError.None, table.TryLock(Target, alice, [new(0, 10, first)]));
        Assert.Equal(expected, table.TryLock(Target, bob, [new(9, 10, second)]));
        Assert.Equal(FsError.None, table.TryLock(Target, bob, [new(10, 10, second)]));
    }

    [Fact]
    public void TryLock_OneOfManyConflicts_TakesNone()
    {
        table.TryLock(Target, alice, [new(100, 1, true)]);
        Assert.Equal(FsError.LockConflict, table.TryLock(Target, bob, [new(0, 10, true), new(100, 1, true)]));
        Assert.Equal(FsError.None, table.TryLock(Target, alice, [new(0, 10, true)]));
    }

    [Fact]
    public void TryLock_BehindTheLastOffset_IsRefused()
    {
        Assert.Equal(FsError.InvalidArgument, table.TryLock(Target, alice, [new(ulong.MaxValue, 2, true)]));
        Assert.Equal(FsError.None, table.TryLock(Target, alice, [new(ulong.MaxValue, 1, true)]));
    }

    [Fact]
    public void Unlock_OtherRangeThanLocked_IsNotFound()
    {
        table.TryLock(Target, alice, [new(0, 10, true)]);
        Assert.Equal(FsError.NotFound, table.Unlock(Target, alice, 0, 9));
        Assert.Equal(FsError.NotFound, table.Unlock(Target, bob, 0, 10));
        Assert.Equal(FsError.None, table.Unlock(Target, alice, 0, 10));
        Assert.Equal(FsError.NotFound, table.Unlock(Target, alice, 0, 10));
    }

    [Fact]
    public void Allows_SharedLock_BindsItsOwnersWritesToo()
    {
        table.TryLock(Target, alice, [new(0, 10, false)]);
        Assert.True(table.Allows(Target, bob, 5, 1, writes: false));
        Assert.False(table.Allows(Target, alice, 5, 1, writes: true));
        Assert.True(table.Allows(Target, alice, 10, 1, writes: true));
    }

    [Fact]
    public async Task Lock_RangeInTheWay_IsGrantedWhenGivenBack()
    {
        table.TryLock(Target, alice, [new(0, 10, true)]);
        var waiting = table.LockAsync(Target, bob, new(5, 1, true), default);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(FsError.None, table.Unlock(Target, alice, 0, 10));
        Assert.Equal(FsError.None, await waiting);
        Assert.Equal(FsError.LockConflict, table.TryLock(Target, alice, [new(5, 1, true)]));
    }

    [Fact]
    public async Task Lock_OwnerInTheWayGoes_IsGranted()
    {
        table.TryLock(Target, alice, [new(0, 10, true)]);
        var waiting = table.LockAsync(Target, bob, new(5, 1, true), default);
        table.Release(Target, alice);
        Assert.Equal(FsError.None, await waiting);
    }

    [Fact]
    public async Task Lock_WaiterGoes_EndsWithoutTheLock()
    {
        table.TryLock(Target, alice, [new(0, 10, true)]);
        var waiting = table.LockAsync(Target, bob, new(5, 1, true), default);
        table.Release(Target, bob);
        Assert.Equal(FsError.LockConflict, await waiting);
        table.Release(Target, alice);
        Assert.Equal(FsError.None, table.TryLock(Target, alice, [new(5, 1, true)]));
    }

    [Fact]
    public async Task Lock_Cancelled_HoldsNothing()
    {
        using var cancelling = new CancellationTokenSource();
        table.TryLock(Target, alice, [new(0, 10, true)]);
        var waiting = table.LockAsync(Target, bob, new(5, 1, true), cancelling.Token);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        Assert.Equal(FsError.None, table.Unlock(Target, alice, 0, 10));
        Assert.Equal(FsError.None, table.TryLock(Target, alice, [new(5, 1, true)]));
    }

    [Fact]
    public async Task Lock_TwoThatWaitForEachOther_TheSecondIsRefused()
    {
        table.TryLock(Target, alice, [new(0, 1, true)]);
        table.TryLock(Target, bob, [new(1, 1, true)]);
        var waiting = table.LockAsync(Target, alice, new(1, 1, true), default);
        Assert.Equal(FsError.LockConflict, await table.LockAsync(Target, bob, new(0, 1, true), default));
        table.Unlock(Target, bob, 1, 1);
        Assert.Equal(FsError.None, await waiting);
    }

    [Fact]
    public void Overlaps_AnyTwoRanges_IsAsCountedByteByByte() => Gen.Select(Gen.ULong[0, 12], Gen.ULong[1, 12], Gen.ULong[0, 12], Gen.ULong[1, 12])
        .Sample((offset, length, other, otherLength) =>
        {
            var held = new ByteRangeLock(alice, offset, length, true);
            var shared = Enumerable.Range(0, 24).Select(value => (ulong)value).Any(at => at >= offset && at < offset + length && at >= other && at < other + otherLength);
            Assert.Equal(shared, held.Overlaps(other, otherLength));
        });

    [Theory]
    [InlineData(10, false)]
    [InlineData(11, true)]
    [InlineData(19, true)]
    [InlineData(20, false)]
    public void Overlaps_RangeOfNoBytes_OnlyInside(ulong place, bool expected)
    {
        Assert.Equal(expected, new ByteRangeLock(alice, place, 0, true).Overlaps(10, 10));
        Assert.Equal(expected, new ByteRangeLock(alice, 10, 10, true).Overlaps(place, 0));
    }
}
