using System.Net;
using CsCheck;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Storage.Locking;

/// <summary>Record locks: an owner's own ranges replace each other, others' exclude each other, whatever protocol they are of.</summary>
public sealed class RecordLockTests
{
    private const int Bytes = 12;

    private static readonly OpenTarget Target = OpenTarget.Of(new NodeId(7));
    private static readonly OpenTarget OtherTarget = OpenTarget.Of(new NodeId(8));
    private readonly ByteRangeLockTable table = new();
    private readonly RecordLockOwner alice = Owner("alice", 1);
    private readonly RecordLockOwner bob = Owner("bob", 1);

    [Theory]
    [InlineData(false, false, RecordLockOutcome.Granted)]
    [InlineData(true, false, RecordLockOutcome.Conflict)]
    [InlineData(false, true, RecordLockOutcome.Conflict)]
    [InlineData(true, true, RecordLockOutcome.Conflict)]
    public void LockRecord_OverlapOfAnother_FitsOnlyIfBothAreShared(bool first, bool second, RecordLockOutcome expected)
    {
        Assert.Equal(RecordLockOutcome.Granted, Lock(alice, 0, 10, first));
        Assert.Equal(expected, Lock(bob, 9, 10, second));
        Assert.Equal(RecordLockOutcome.Granted, Lock(bob, 10, 10, second));
    }

    [Fact]
    public void LockRecord_OverAnOwnLock_ReplacesWhatLiesUnderIt()
    {
        Lock(alice, 0, 10, exclusive: true);
        Lock(alice, 4, 2, exclusive: false);
        Assert.Equal(["0+4 exclusive", "4+2 shared", "6+4 exclusive"], Held());
        Assert.Equal(RecordLockOutcome.Granted, Lock(bob, 4, 2, exclusive: false));
        Assert.Equal(RecordLockOutcome.Conflict, Lock(bob, 6, 1, exclusive: false));
    }

    [Fact]
    public void LockRecord_BesideAnOwnLockOfItsKind_BecomesOneWithIt()
    {
        Lock(alice, 0, 2, exclusive: true);
        Lock(alice, 4, 2, exclusive: true);
        Lock(alice, 2, 2, exclusive: true);
        Lock(alice, 6, 2, exclusive: false);
        Assert.Equal(["0+6 exclusive", "6+2 shared"], Held());
    }

    [Fact]
    public void UnlockRecord_MiddleOfALock_LeavesBothEnds()
    {
        Lock(alice, 0, 10, exclusive: true);
        table.UnlockRecord(Target, alice, 3, 4);
        table.UnlockRecord(Target, bob, 0, 10);
        Assert.Equal(["0+3 exclusive", "7+3 exclusive"], Held());
    }

    [Fact]
    public void LockRecord_AgainstALockOfAnOpen_ExcludeEachOther()
    {
        var open = new object();
        Assert.Equal(FsError.None, table.TryLock(Target, open, [new(0, 10, true)]));
        Assert.Equal(RecordLockOutcome.Conflict, Lock(alice, 5, 1, exclusive: false));
        Assert.Same(open, table.FindConflict(Target, alice, new RangeRequest(0, 100, false))!.Owner);
        Assert.Equal(FsError.None, table.Unlock(Target, open, 0, 10));

        Lock(alice, 5, 1, exclusive: true);
        Assert.Equal(FsError.LockConflict, table.TryLock(Target, open, [new(0, 10, false)]));
        Assert.False(table.Allows(Target, open, 5, 1, writes: false));
        Assert.True(table.Allows(Target, open, 6, 1, writes: true));
    }

    [Fact]
    public async Task LockRecord_ThatWaits_IsGrantedAtTheUnlockAndHoldsNothingBefore()
    {
        Lock(alice, 0, 10, exclusive: true);
        var waiting = table.LockRecord(Target, bob, new RangeRequest(0, 5, true), waits: true);
        Assert.Equal(RecordLockOutcome.Waiting, waiting.Outcome);
        Assert.False(waiting.Wait!.IsGranted);
        Assert.Equal(["0+10 exclusive", "0+5 exclusive waits"], Held());

        table.UnlockRecord(Target, alice, 0, 5);
        Assert.True(await waiting.Wait.Granted);
        Assert.Equal(["0+5 exclusive", "5+5 exclusive"], Held());
    }

    [Fact]
    public async Task LockRecord_ExclusiveReplacedByShared_LetsWaitersIn()
    {
        Lock(alice, 0, 10, exclusive: true);
        var waiting = table.LockRecord(Target, bob, new RangeRequest(0, 10, false), waits: true);
        Lock(alice, 0, 10, exclusive: false);
        Assert.True(await waiting.Wait!.Granted);
    }

    [Fact]
    public async Task LockRecord_OpenThatWaits_IsGrantedWhenTheRecordLockGoes()
    {
        Lock(alice, 0, 10, exclusive: true);
        var waiting = table.LockAsync(Target, new object(), new RangeRequest(0, 5, true), default);
        Assert.False(waiting.IsCompleted);
        table.UnlockRecord(Target, alice, 0, 10);
        Assert.Equal(FsError.None, await waiting);
    }

    [Fact]
    public async Task LockRecord_Cycle_IsRefusedAsDeadlock()
    {
        Lock(alice, 0, 1, exclusive: true);
        Assert.Equal(RecordLockOutcome.Granted, table.LockRecord(OtherTarget, bob, new RangeRequest(0, 1, true), waits: false).Outcome);
        var first = table.LockRecord(Target, bob, new RangeRequest(0, 1, true), waits: true);
        Assert.Equal(RecordLockOutcome.Deadlock, table.LockRecord(OtherTarget, alice, new RangeRequest(0, 1, true), waits: true).Outcome);
        table.UnlockRecord(Target, alice, 0, 1);
        Assert.True(await first.Wait!.Granted);
    }

    [Fact]
    public async Task Cancel_OfAWait_EndsItAndTheNextIsServed()
    {
        Lock(alice, 0, 10, exclusive: true);
        var first = table.LockRecord(Target, bob, new RangeRequest(0, 10, true), waits: true).Wait!;
        first.Cancel();
        Assert.False(await first.Granted);
        table.UnlockRecord(Target, alice, 0, 10);
        Assert.False(first.IsGranted);
        Assert.Empty(Held());
    }

    [Fact]
    public async Task Cancel_OfAGrant_LeavesItHeld()
    {
        Lock(alice, 0, 10, exclusive: true);
        var wait = table.LockRecord(Target, bob, new RangeRequest(0, 10, true), waits: true).Wait!;
        table.UnlockRecord(Target, alice, 0, 10);
        wait.Cancel();
        Assert.True(wait.IsGranted);
        Assert.True(await wait.Granted);
    }

    [Fact]
    public async Task ReleaseRecords_OfAClient_FreesItsLocksAndWaitsOnEveryFile()
    {
        var other = Owner("alice", 2);
        var open = new object();
        Lock(alice, 0, 10, exclusive: true);
        table.LockRecord(OtherTarget, other, new RangeRequest(0, 1, false), waits: false);
        table.TryLock(OtherTarget, open, [new(100, 1, true)]);
        var own = table.LockRecord(OtherTarget, alice, new RangeRequest(100, 1, true), waits: true).Wait!;
        var waiting = table.LockRecord(Target, bob, new RangeRequest(0, 1, true), waits: true).Wait!;

        Assert.Equal(3, table.ReleaseRecords(owner => owner.ClientName == "alice"));

        Assert.True(await waiting.Granted);
        Assert.False(await own.Granted);
        Assert.Same(open, Assert.Single(table.List(100), held => held.Target == OtherTarget).Lock.Owner);
    }

    [Fact]
    public async Task EndWaits_WhileSomebodyWaits_TellsThemAndGrantsNothing()
    {
        Lock(alice, 0, 10, exclusive: true);
        var wait = table.LockRecord(Target, bob, new RangeRequest(0, 1, true), waits: true).Wait!;
        table.EndWaits();
        Assert.False(await wait.Granted);
        table.UnlockRecord(Target, alice, 0, 10);
        Assert.Empty(Held());
    }

    [Fact]
    public void Owner_OfAnotherLifeOfItsClient_IsTheSame()
    {
        Assert.Equal(alice with { ClientState = 3 }, alice with { ClientState = 5 });
        Assert.Equal((alice with { ClientState = 3 }).GetHashCode(), (alice with { ClientState = 5 }).GetHashCode());
        Assert.NotEqual(alice, alice with { ClientAddress = IPAddress.Parse("192.0.2.9") });
    }

    [Fact]
    public void LockRecord_AnySequence_HoldsByteForByteWhatPosixSays()
    {
        var step = Gen.Select(Gen.Int[0, 2], Gen.Int[0, Bytes - 1], Gen.Int[1, Bytes], Gen.Int[0, 2]);
        step.List[1, 40].Sample(steps =>
        {
            var fresh = new ByteRangeLockTable();
            var model = new char[3, Bytes];
            foreach (var (who, offset, asked, action) in steps)
            {
                var length = Math.Min(asked, Bytes - offset);
                var kind = action == 0 ? ' ' : action == 1 ? 's' : 'x';
                Apply(fresh, who, offset, length, kind);
                ApplyToModel(model, who, offset, length, kind);
                Assert.Equal(Draw(model), Draw(fresh));
            }
        });
    }

    private static void Apply(ByteRangeLockTable fresh, int who, int offset, int length, char kind)
    {
        var owner = Owner("client", who);
        if (kind == ' ')
        {
            fresh.UnlockRecord(Target, owner, (ulong)offset, (ulong)length);
        }
        else
        {
            fresh.LockRecord(Target, owner, new RangeRequest((ulong)offset, (ulong)length, kind == 'x'), waits: false);
        }
    }

    private static void ApplyToModel(char[,] model, int who, int offset, int length, char kind)
    {
        var range = Enumerable.Range(offset, length).ToList();
        var conflicts = kind != ' ' && range.Any(at => Enumerable.Range(0, 3).Any(other =>
            other != who && (model[other, at] == 'x' || (model[other, at] == 's' && kind == 'x'))));
        if (!conflicts)
        {
            range.ForEach(at => model[who, at] = kind);
        }
    }

    private static string Draw(char[,] model) =>
        string.Join('|', Enumerable.Range(0, 3).Select(who => new string([.. Enumerable.Range(0, Bytes).Select(at => model[who, at] is 's' or 'x' ? model[who, at] : ' ')])));

    private static string Draw(ByteRangeLockTable fresh)
    {
        var drawn = new char[3, Bytes];
        foreach (var held in fresh.List(1000))
        {
            for (var at = held.Lock.Offset; at < held.Lock.Offset + held.Lock.Length; at++)
            {
                ref var cell = ref drawn[((RecordLockOwner)held.Lock.Owner).Process, (int)at];
                Assert.Equal('\0', cell);
                cell = held.Lock.IsExclusive ? 'x' : 's';
            }
        }

        return Draw(drawn);
    }

    private static RecordLockOwner Owner(string name, int process) => new(IPAddress.Parse("192.0.2.7"), name, process, "00");

    private RecordLockOutcome Lock(RecordLockOwner owner, ulong offset, ulong length, bool exclusive) =>
        table.LockRecord(Target, owner, new RangeRequest(offset, length, exclusive), waits: false).Outcome;

    private IEnumerable<string> Held() => table.List(100).Where(held => held.Target == Target).OrderBy(held => held.IsWaiting).ThenBy(held => held.Lock.Offset)
        .Select(held => $"{held.Lock.Offset}+{held.Lock.Length} {(held.Lock.IsExclusive ? "exclusive" : "shared")}{(held.IsWaiting ? " waits" : "")}");
}
