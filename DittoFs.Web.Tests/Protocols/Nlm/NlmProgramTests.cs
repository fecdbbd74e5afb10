using System.Net;
using DittoFs.Protocols.Nlm;
using DittoFs.Protocols.Nlm.V4;
using DittoFs.Protocols.Nsm;
using DittoFs.Protocols.Rpc;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Protocols.Nlm;

/// <summary>What clients' lock managers ask for, over connections in memory, with clients that answer by script.</summary>
public sealed class NlmProgramTests : IAsyncLifetime
{
    private const uint LockResult = 12;
    private const uint Granted = 5;
    private const uint GrantedMessage = 10;
    private const ulong Endless = 0;

    private readonly ScriptedFileSystem share = new();
    private readonly ScriptedRpcCaller clients = new();
    private readonly FakeTimeProvider clock = new();
    private readonly NfsTestServer server;
    private readonly NlmTestClient alice;
    private readonly NlmTestClient bob;
    private byte[] file = [];

    public NlmProgramTests()
    {
        server = new NfsTestServer(new ScriptedShareCatalog(share), clock: clock, replace: services => services.AddSingleton<IRpcCaller>(clients));
        alice = new NlmTestClient(server.Connect().Rpc, "alice");
        bob = new NlmTestClient(server.Connect().Rpc, "bob");
    }

    public async Task InitializeAsync()
    {
        var nfs = server.Connect();
        file = (await nfs.CreateAsync((await nfs.MountAsync("/export")).Handle!, "file")).Handle!;
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Lock_HeldByAnother_IsDeniedAndTestTellsTheHolder()
    {
        Assert.Equal(NlmStatus.Granted, await alice.LockAsync(file, 100, Endless, process: 42));
        Assert.Equal(NlmStatus.Denied, await bob.LockAsync(file, 5000, 1, exclusive: false));
        Assert.Equal(NlmStatus.Granted, await bob.LockAsync(file, 0, 100));

        var (status, holder) = await bob.TestAsync(file, 0, Endless);
        Assert.Equal(NlmStatus.Denied, status);
        Assert.Equivalent(new NlmHolder(true, 42, "42@alice"u8.ToArray(), 100, Endless), holder);
        Assert.Equal(NlmStatus.Granted, (await alice.TestAsync(file, 100, 1, process: 42)).Status);
    }

    [Fact]
    public async Task Lock_Repeated_IsGrantedAgainAndOneUnlockEndsIt()
    {
        Assert.Equal(NlmStatus.Granted, await alice.LockAsync(file, 0, 10));
        Assert.Equal(NlmStatus.Granted, await alice.LockAsync(file, 0, 10));
        Assert.Equal(NlmStatus.Granted, await alice.UnlockAsync(file, 0, Endless));
        Assert.Equal(NlmStatus.Granted, await alice.UnlockAsync(file, 0, Endless));
        Assert.Empty(share.ListLocks(10));
    }

    [Fact]
    public async Task Lock_OfOneNameFromAnotherProcess_IsAnotherOwners()
    {
        Assert.Equal(NlmStatus.Granted, await alice.LockAsync(file, 0, 10, process: 1));
        Assert.Equal(NlmStatus.Denied, await alice.LockAsync(file, 0, 10, process: 2));
    }

    [Theory]
    [InlineData((ulong)long.MaxValue + 1, 1UL)]
    [InlineData(10UL, ulong.MaxValue)]
    [InlineData((ulong)long.MaxValue, 2UL)]
    public async Task Lock_BehindTheLargestOffset_IsTooBig(ulong offset, ulong length)
    {
        Assert.Equal(NlmStatus.TooBig, await alice.LockAsync(file, offset, length));
        Assert.Equal(NlmStatus.TooBig, await alice.UnlockAsync(file, offset, length));
        Assert.Equal(NlmStatus.TooBig, (await alice.TestAsync(file, offset, length)).Status);
        Assert.Equal(NlmStatus.Granted, await alice.LockAsync(file, long.MaxValue, 1));
    }

    [Fact]
    public async Task Calls_WithAHandleThatIsNone_AreStale()
    {
        byte[] none = [1, 2, 3];
        Assert.Equal(NlmStatus.StaleHandle, await alice.LockAsync(none, 0, 1));
        Assert.Equal(NlmStatus.StaleHandle, await alice.UnlockAsync(none, 0, 1));
        Assert.Equal(NlmStatus.StaleHandle, await alice.CancelAsync(none, 0, 1));
        Assert.Equal(NlmStatus.StaleHandle, (await alice.TestAsync(none, 0, 1)).Status);
        await alice.LockByMessageAsync(none, 0, 1, blocks: false);
        Assert.Empty(clients.Asked);
    }

    [Fact]
    public async Task Lock_ThatBlocks_IsGrantedByACallOnceItIsFree()
    {
        Assert.Equal(NlmStatus.Granted, await alice.LockAsync(file, 0, 10));
        clients.Answer = Confirm(NlmStatus.Granted);
        Assert.Equal(NlmStatus.Blocked, await bob.LockAsync(file, 5, Endless, blocks: true, process: 7));
        Assert.Equal(NlmStatus.Blocked, await bob.LockAsync(file, 5, Endless, blocks: true, process: 7));
        await alice.UnlockAsync(file, 0, 10);

        var call = await clients.NextAsync();
        Assert.Equal((NlmProcedures.Program, 4u, Granted), (call.Target.Program, call.Target.Version, call.Procedure));
        Assert.Equal(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 40_001), call.Target.Endpoint);
        CheckGrant(call.Arguments, 7, 5, Endless);
        Assert.Equal(NlmStatus.Denied, await alice.LockAsync(file, 9, 1));
        Assert.Equal(NlmStatus.Granted, await bob.UnlockAsync(file, 0, Endless, process: 7));
        Assert.False(clients.HasMore);
    }

    [Fact]
    public async Task Grant_ThatTheClientDoesNotWantAnyMore_IsReleased()
    {
        await alice.LockAsync(file, 0, 10);
        clients.Answer = Confirm(NlmStatus.Denied);
        Assert.Equal(NlmStatus.Blocked, await bob.LockAsync(file, 0, 10, blocks: true));
        await alice.UnlockAsync(file, 0, 10);
        await clients.NextAsync();
        await WaitUntilAsync(() => share.ListLocks(10).Count == 0);
    }

    [Fact]
    public async Task Grant_NotConfirmed_IsRepeatedAndEndsWhenTheClientAsksAgain()
    {
        await alice.LockAsync(file, 0, 10);
        clients.Answer = _ => null;
        Assert.Equal(NlmStatus.Blocked, await bob.LockAsync(file, 0, 10, blocks: true));
        await alice.UnlockAsync(file, 0, 10);

        // Over TCP and, since that led to nothing, over UDP.
        Assert.False((await clients.NextAsync()).Target.IsDatagram);
        Assert.True((await clients.NextAsync()).Target.IsDatagram);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => clients.HasMore);
        Assert.Equal(NlmStatus.Granted, await bob.LockAsync(file, 0, 10, blocks: true));
        await AdvanceUntilAsync(TimeSpan.FromMinutes(1), () => clock.GetUtcNow() > clock.Start + TimeSpan.FromMinutes(30));
        Assert.Equal(NlmStatus.Denied, await alice.LockAsync(file, 0, 10));
    }

    [Fact]
    public async Task Grant_NeverConfirmed_IsReleasedInTheEnd()
    {
        await alice.LockAsync(file, 0, 10);
        clients.Answer = _ => null;
        Assert.Equal(NlmStatus.Blocked, await bob.LockAsync(file, 0, 10, blocks: true));
        await alice.UnlockAsync(file, 0, 10);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(10), () => share.ListLocks(10).Count == 0);
    }

    [Fact]
    public async Task Cancel_WhileBlocked_EndsTheWaiting()
    {
        await alice.LockAsync(file, 0, 10);
        Assert.Equal(NlmStatus.Blocked, await bob.LockAsync(file, 0, 10, blocks: true));
        Assert.Equal(NlmStatus.Granted, await bob.CancelAsync(file, 0, 10));
        await alice.UnlockAsync(file, 0, 10);
        Assert.Empty(share.ListLocks(10));
        Assert.Equal(NlmStatus.Granted, await bob.CancelAsync(file, 0, 10));
    }

    [Fact]
    public async Task Cancel_BetweenGrantAndConfirmation_ReleasesTheLock()
    {
        await alice.LockAsync(file, 0, 10);
        clients.Answer = _ => null;
        Assert.Equal(NlmStatus.Blocked, await bob.LockAsync(file, 0, 10, blocks: true));
        await alice.UnlockAsync(file, 0, 10);
        await clients.NextAsync();
        Assert.Equal(NlmStatus.Granted, await bob.CancelAsync(file, 0, 10));
        Assert.Empty(share.ListLocks(10));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Grant_NotConfirmed_EndsWithTheNextStepOfItsHolder(bool unlocks)
    {
        await alice.LockAsync(file, 0, 10);
        clients.Answer = _ => null;
        Assert.Equal(NlmStatus.Blocked, await bob.LockAsync(file, 0, 10, blocks: true));
        await alice.UnlockAsync(file, 0, 10);
        await clients.NextAsync();

        Assert.Equal(NlmStatus.Granted, unlocks ? await bob.UnlockAsync(file, 0, Endless) : await bob.LockAsync(file, 5, 1));
        Assert.Equal(NlmStatus.Granted, await bob.LockAsync(file, 0, 10));

        await AdvanceUntilAsync(TimeSpan.FromMinutes(1), () => clock.GetUtcNow() > clock.Start + TimeSpan.FromMinutes(30));
        Assert.Equal(NlmStatus.Denied, await alice.LockAsync(file, 0, 10));
    }

    [Fact]
    public async Task Unlock_WhileBlocked_EndsTheWaitingToo()
    {
        await alice.LockAsync(file, 0, 10);
        Assert.Equal(NlmStatus.Blocked, await bob.LockAsync(file, 0, 10, blocks: true));
        await bob.UnlockAsync(file, 0, 10);
        Assert.DoesNotContain(share.ListLocks(10), held => held.IsWaiting);
    }

    [Fact]
    public async Task Lock_ThatWouldWaitForItself_IsADeadlock()
    {
        await alice.LockAsync(file, 0, 1);
        await bob.LockAsync(file, 1, 1);
        Assert.Equal(NlmStatus.Blocked, await alice.LockAsync(file, 1, 1, blocks: true));
        Assert.Equal(NlmStatus.Deadlock, await bob.LockAsync(file, 0, 1, blocks: true));
    }

    [Fact]
    public async Task LockByMessage_IsAnsweredByACallAndGrantedByAMessage()
    {
        await alice.LockAsync(file, 0, 10);
        await bob.LockByMessageAsync(file, 0, 10, blocks: true);
        var result = await clients.NextAsync();
        Assert.Equal(LockResult, result.Procedure);
        Assert.Equal([0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0, (byte)NlmStatus.Blocked], result.Arguments);

        await alice.UnlockAsync(file, 0, 10);
        var granted = await clients.NextAsync();
        Assert.Equal(GrantedMessage, granted.Procedure);
        var cookie = CheckGrant(granted.Arguments, 1, 0, 10);
        await bob.SendGrantedResultAsync(cookie, NlmStatus.Granted);
        await AdvanceUntilAsync(TimeSpan.FromMinutes(1), () => clock.GetUtcNow() > clock.Start + TimeSpan.FromMinutes(30));
        Assert.Single(share.ListLocks(10));
    }

    [Fact]
    public async Task GrantedResult_OfANumberThatNobodyGave_ChangesNothing()
    {
        await alice.LockAsync(file, 0, 10);
        await alice.SendGrantedResultAsync([0, 0, 0, 0, 0, 0, 0, 9], NlmStatus.Denied);
        await alice.SendGrantedResultAsync([], NlmStatus.Denied);
        Assert.Single(share.ListLocks(10));
    }

    [Fact]
    public async Task FreeAll_FreesTheClientsLocksAndNoOthers()
    {
        await alice.LockAsync(file, 0, 1);
        await alice.LockAsync(file, 1, 1, process: 2);
        await bob.LockAsync(file, 2, 1);
        await alice.FreeAllAsync();
        Assert.Equal(2ul, Assert.Single(share.ListLocks(10)).Lock.Offset);
    }

    [Fact]
    public async Task Notify_OfARestart_FreesWhatTheClientHadBeforeAndLetsWaitersIn()
    {
        clients.Answer = Confirm(NlmStatus.Granted);
        await alice.LockAsync(file, 0, 10);
        Assert.Equal(NlmStatus.Blocked, await bob.LockAsync(file, 0, 10, blocks: true));
        var reborn = new NlmTestClient(alice.Rpc, "alice", state: 3);
        await reborn.LockAsync(file, 20, 1);

        await alice.NotifyAsync(3);

        Assert.Equal(Granted, (await clients.NextAsync()).Procedure);
        await alice.NotifyAsync(3);
        Assert.Equal(["alice 20", "bob 0"], share.ListLocks(10).Select(held => $"{((DittoFs.Storage.Locking.RecordLockOwner)held.Lock.Owner).ClientName} {held.Lock.Offset}").Order());
    }

    [Fact]
    public async Task Notify_FromAnotherAddress_FreesNothing()
    {
        var owner = new DittoFs.Storage.Locking.RecordLockOwner(IPAddress.Parse("192.0.2.99"), "alice", 1, "00");
        await share.LockRecordAsync(share.LastContext!, new NodeId(5), owner, new(0, 1, true), false, default);
        await alice.NotifyAsync(3);
        await alice.FreeAllAsync();
        Assert.Single(share.ListLocks(10));
    }

    [Fact]
    public async Task Lock_WhileItCannotBeNoted_IsNotGranted()
    {
        await using var broken = new NfsTestServer(new ScriptedShareCatalog(share), replace: services => services.AddSingleton<INsmStateFile, BrokenStateFile>());
        var client = new NlmTestClient(broken.Connect().Rpc, "carol");
        Assert.Equal(NlmStatus.DeniedNoLocks, await client.LockAsync(file, 0, 1));
        Assert.Empty(share.ListLocks(10));
        Assert.Equal(NlmStatus.Granted, await client.LockAsync(file, 0, 1, procedure: 22));
    }

    [Fact]
    public async Task Lock_AsNobody_RunsAsAnonymous()
    {
        alice.Rpc.Identity = null;
        Assert.Equal(NlmStatus.Granted, await alice.LockAsync(file, 0, 1));
    }

    [Theory]
    [InlineData(5u)]
    [InlineData(10u)]
    [InlineData(11u)]
    [InlineData(16u)]
    public async Task Call_OfWhatOnlyClientsServe_IsUnavailable(uint procedure) => Assert.Equal(
        RpcAcceptStatus.ProcedureUnavailable, (await alice.Rpc.CallAsync(NlmProcedures.Program, 4, procedure, default)).AcceptStatus);

    [Theory]
    [InlineData(1u, 20u, nameof(RpcAcceptStatus.ProcedureUnavailable))]
    [InlineData(3u, 20u, nameof(RpcAcceptStatus.GarbageArguments))]
    [InlineData(2u, 0u, nameof(RpcAcceptStatus.ProgramMismatch))]
    public async Task Call_OfOlderVersions_HasTheirProcedures(uint version, uint procedure, string expected) =>
        Assert.Equal(expected, (await alice.Rpc.CallAsync(NlmProcedures.Program, version, procedure, default)).AcceptStatus.ToString());

    [Fact]
    public async Task Lock_OfVersionThree_HasOffsetsOfFourBytes()
    {
        var arguments = ScriptedRpcCaller.Encode(writer =>
        {
            writer.WriteOpaque([9]);
            writer.WriteBool(false);
            writer.WriteBool(true);
            writer.WriteOpaque("old"u8);
            writer.WriteOpaque(file);
            writer.WriteOpaque("o"u8);
            writer.WriteUInt32(5);
            writer.WriteUInt32(10);
            writer.WriteUInt32(20);
            writer.WriteBool(false);
            writer.WriteUInt32(1);
        });
        var reply = await alice.Rpc.CallAsync(NlmProcedures.Program, 3, 2, arguments);
        Assert.Equal([0, 0, 0, 1, 9, 0, 0, 0, 0, 0, 0, 0], reply.Body);
        Assert.Equal((10ul, 20ul), (share.ListLocks(1)[0].Lock.Offset, share.ListLocks(1)[0].Lock.Length));
    }

    /// <summary>What a client answers to a GRANTED call: the cookie of the call and a status.</summary>
    private static Func<OutgoingCall, byte[]?> Confirm(NlmStatus status) => call => ScriptedRpcCaller.Encode(writer =>
    {
        var reader = new NfsReplyReader(call.Arguments);
        writer.WriteOpaque(reader.Opaque());
        writer.WriteUInt32((uint)status);
    });

    private byte[] CheckGrant(byte[] arguments, int process, ulong offset, ulong length)
    {
        var reader = new NfsReplyReader(arguments);
        var cookie = reader.Opaque();
        Assert.True(reader.Bool());
        Assert.Equal("bob"u8.ToArray(), reader.Opaque());
        Assert.Equal(file, reader.Opaque());
        Assert.Equal(System.Text.Encoding.ASCII.GetBytes($"{process}@bob"), reader.Opaque());
        Assert.Equal((uint)process, reader.UInt32());
        Assert.Equal((offset, length), (reader.UInt64(), reader.UInt64()));
        Assert.Equal(0, reader.Remaining);
        return cookie;
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
        }
    }

    private async Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition)
    {
        while (!condition())
        {
            clock.Advance(step);
            await Task.Yield();
        }
    }

    private sealed class BrokenStateFile : INsmStateFile
    {
        public byte[]? Read() => throw new IOException("The disk is broken on purpose.");

        public void Replace(ReadOnlySpan<byte> content) => throw new IOException("The disk is broken on purpose.");
    }
}
