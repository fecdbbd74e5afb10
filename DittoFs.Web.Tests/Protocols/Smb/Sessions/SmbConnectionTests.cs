using System.Buffers.Binary;
using System.Net;
using System.Text;
using DittoFs.Protocols.Smb;
using DittoFs.Protocols.Smb.Commands;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Protocols.Authentication.Ntlm;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Smb.Sessions;

/// <summary>A connection from its first frame on: who must encrypt, two sign-ins at once, and what is left when a client dies.</summary>
public sealed class SmbConnectionTests
{
    private const string Share = "export";
    private const uint EncryptData = 0x8000;

    [Theory]
    [InlineData(WireEncryption.Offered, false)]
    [InlineData(WireEncryption.Required, true)]
    [InlineData(WireEncryption.Off, false)]
    public async Task TreeConnect_TellsWhetherTheShareWantsEncryption(WireEncryption wanted, bool expected)
    {
        await using var storage = await StartAsync(wanted);
        await using var client = new SmbTestClient(storage);
        Assert.Equal(NtStatus.Success, await client.SignInAsync());
        var connected = await client.ConnectAsync(Share);
        Assert.Equal(NtStatus.Success, connected.Status);
        Assert.Equal(expected, (BinaryPrimitives.ReadUInt32LittleEndian(connected.Body.AsSpan(4)) & EncryptData) != 0);
    }

    [Fact]
    public async Task TreeConnect_ToAShareThatWantsEncryption_OfAClientThatCannot_IsRefused()
    {
        await using var storage = await StartAsync(WireEncryption.Required);
        await using var client = new SmbTestClient(storage);
        Assert.Equal(NtStatus.Success, await client.SignInAsync(canEncrypt: false));
        Assert.Equal(NtStatus.AccessDenied, (await client.ConnectAsync(Share)).Status);
        Assert.Equal(NtStatus.Success, (await client.ConnectAsync("IPC$")).Status);
    }

    [Fact]
    public async Task TreeConnect_ToAShareWithoutEncryption_OfAClientThatEncrypts_IsRefusedUnlessTheServerWantsItOfAll()
    {
        await using var storage = await StartAsync(WireEncryption.Off);
        await using var client = new SmbTestClient(storage);
        await client.SignInAsync();
        Assert.Equal(NtStatus.AccessDenied, (await client.ConnectAsync(Share, encrypts: true)).Status);
        await using var other = new SmbTestClient(storage, new SmbOptions { Encryption = SmbEncryption.Required });
        await other.SignInAsync();
        Assert.Equal(NtStatus.Success, (await other.ConnectAsync(Share, encrypts: true)).Status);
    }

    [Fact]
    public async Task Request_InAShareThatWantsEncryption_IsServedOnlyEncrypted()
    {
        await using var storage = await StartAsync(WireEncryption.Required);
        await using var client = new SmbTestClient(storage);
        await client.SignInAsync();
        var tree = (await client.ConnectAsync(Share)).Header.TreeId;
        Assert.Equal(NtStatus.AccessDenied, (await client.CreateAsync(tree, "a")).Status);
        Assert.Equal(NtStatus.Success, (await client.CreateAsync(tree, "a", encrypts: true)).Status);
    }

    [Fact]
    public async Task Request_InAShareThatComesToWantEncryption_IsRefusedFromThenOn()
    {
        await using var storage = await StartAsync(WireEncryption.Offered);
        await using var client = new SmbTestClient(storage);
        await client.SignInAsync();
        var tree = (await client.ConnectAsync(Share)).Header.TreeId;
        Assert.Equal(NtStatus.Success, (await client.CreateAsync(tree, "a")).Status);
        storage.Files.Definition = storage.Files.Definition with { WireEncryption = WireEncryption.Required };
        Assert.Equal(NtStatus.AccessDenied, (await client.CreateAsync(tree, "b")).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SessionSetup_WhereTheServerWantsEncryptionOfAll_IsOnlyForWhoCan(bool canEncrypt)
    {
        await using var storage = await StartAsync(WireEncryption.Offered);
        await using var client = new SmbTestClient(storage, new SmbOptions { Encryption = SmbEncryption.Required });
        Assert.Equal(canEncrypt ? NtStatus.Success : NtStatus.AccessDenied, await client.SignInAsync(canEncrypt));
        if (canEncrypt)
        {
            Assert.Equal(NtStatus.AccessDenied, (await client.ConnectAsync(Share)).Status);
            Assert.Equal(NtStatus.Success, (await client.ConnectAsync(Share, encrypts: true)).Status);
        }
    }

    [Fact]
    public async Task SessionSetup_WhereEncryptionIsOff_AgreesOnNoCipher()
    {
        await using var storage = await StartAsync(WireEncryption.Offered);
        await using var client = new SmbTestClient(storage, new SmbOptions { Encryption = SmbEncryption.Off });
        var negotiated = await client.NegotiateAsync();
        Assert.Equal(0u, BinaryPrimitives.ReadUInt32LittleEndian(negotiated.Body.AsSpan(24)) & 0x40);
    }

    [Fact]
    public async Task SessionSetup_TwoAtOnce_AreTwoSessionsThatDoNotMix()
    {
        await using var storage = await StartAsync(WireEncryption.Offered);
        await using var client = new SmbTestClient(storage);
        await client.NegotiateAsync();
        await client.SendSetUpAsync(0, NtlmTestClient.NegotiateMessage());
        await client.SendSetUpAsync(0, NtlmTestClient.NegotiateMessage());
        var (first, second) = (await client.ReceiveAsync(), await client.ReceiveAsync());
        Assert.Equal((NtStatus.MoreProcessingRequired, NtStatus.MoreProcessingRequired), (first.Status, second.Status));
        Assert.NotEqual(first.Header.SessionId, second.Header.SessionId);

        // The proof for one challenge proves nothing in the other session, and each one's own does.
        await client.SendSetUpAsync(first.Header.SessionId, NtlmTestClient.Prove(SmbTestClient.TokenOf(second)).Message);
        await client.SendSetUpAsync(second.Header.SessionId, NtlmTestClient.Prove(SmbTestClient.TokenOf(second)).Message);
        var ends = new[] { await client.ReceiveAsync(), await client.ReceiveAsync() }.ToDictionary(reply => reply.Header.SessionId, reply => reply.Status);
        Assert.Equal(NtStatus.LogonFailure, ends[first.Header.SessionId]);
        Assert.Equal(NtStatus.Success, ends[second.Header.SessionId]);
    }

    [Fact]
    public async Task SessionSetup_TwoProofsAtOnceInOneSession_TakesTheFirstOnly()
    {
        await using var storage = await StartAsync(WireEncryption.Offered);
        await using var client = new SmbTestClient(storage);
        await client.NegotiateAsync();
        var challenge = await client.SetUpAsync(0, NtlmTestClient.NegotiateMessage());
        var (proof, _) = NtlmTestClient.Prove(SmbTestClient.TokenOf(challenge));
        await client.SendSetUpAsync(challenge.Header.SessionId, proof);
        await client.SendSetUpAsync(challenge.Header.SessionId, proof);
        Assert.Equal(NtStatus.Success, (await client.ReceiveAsync()).Status);
        Assert.NotEqual(NtStatus.Success, (await client.ReceiveAsync()).Status);
    }

    [Fact]
    public async Task SessionSetup_AgainWithATokenThatIsNone_IsToldSoWithASignatureAndEndsTheSession()
    {
        await using var storage = await StartAsync(WireEncryption.Offered);
        await using var client = new SmbTestClient(storage);
        await client.SignInAsync();
        var refused = await client.SetUpAgainAsync([1, 2, 3]);
        Assert.Equal(NtStatus.InvalidParameter, refused.Status);
        Assert.True(refused.Header.Flags.HasFlag(SmbFlags.Signed));
        Assert.Equal(NtStatus.UserSessionDeleted, (await client.ConnectAsync(Share)).Status);
    }

    [Fact]
    public async Task Death_OfTheClient_ClosesWhatItHadOpenAndRemovesWhatWasToGo()
    {
        await using var storage = await StartAsync(WireEncryption.Offered);
        await using var dying = new SmbTestClient(storage);
        await dying.SignInAsync();
        var tree = (await dying.ConnectAsync(Share)).Header.TreeId;
        Assert.Equal(NtStatus.Success, (await dying.CreateAsync(tree, "kept")).Status);
        Assert.Equal(NtStatus.Success, (await dying.CreateAsync(tree, "passing", CreateRequest.DeleteOnClose)).Status);
        await using var other = new SmbTestClient(storage);
        await other.SignInAsync();
        var otherTree = (await other.ConnectAsync(Share)).Header.TreeId;
        Assert.Equal(NtStatus.SharingViolation, (await other.CreateAsync(otherTree, "kept")).Status);

        await dying.DieAsync();
        Assert.Equal(NtStatus.Success, (await other.CreateAsync(otherTree, "kept")).Status);
        Assert.Equal(FsError.NotFound, await LookUpAsync(storage, "passing"));
    }

    [Fact]
    public async Task Death_OfAClientWhoWaitsForALock_LeavesNobodyWaiting()
    {
        const uint Everybody = 7;
        await using var storage = await StartAsync(WireEncryption.Offered);
        await using var holder = new SmbTestClient(storage);
        await holder.SignInAsync();
        var tree = (await holder.ConnectAsync(Share)).Header.TreeId;
        var (_, held) = await holder.CreateAsync(tree, "file", sharing: Everybody);
        await holder.SendLockAsync(tree, held);
        Assert.Equal(NtStatus.Success, (await holder.ReceiveAsync()).Status);
        await using var waiter = new SmbTestClient(storage);
        await waiter.SignInAsync();
        var waitersTree = (await waiter.ConnectAsync(Share)).Header.TreeId;
        var (_, wanted) = await waiter.CreateAsync(waitersTree, "file", sharing: Everybody);
        await waiter.SendLockAsync(waitersTree, wanted);
        Assert.Equal(NtStatus.Pending, (await waiter.ReceiveAsync()).Status);

        await waiter.DieAsync();
        await holder.DieAsync();
        await using var last = new SmbTestClient(storage);
        await last.SignInAsync();
        var lastTree = (await last.ConnectAsync(Share)).Header.TreeId;
        var (opened, file) = await last.CreateAsync(lastTree, "file");
        Assert.Equal(NtStatus.Success, opened);
        await last.SendLockAsync(lastTree, file);
        Assert.Equal(NtStatus.Success, (await last.ReceiveAsync()).Status);
    }

    /// <summary>A share for clients from everywhere: the test's client is on no machine at all.</summary>
    private static Task<TestStorage> StartAsync(WireEncryption encryption) => TestStorage.StartAsync(
        TestStorage.OpenShare(MetadataStoreKind.Memory, BlockStoreKind.Memory) with { WireEncryption = encryption, ClientRules = [new ClientRule(IPNetwork.Parse("0.0.0.0/0"))] });

    private static async Task<FsError> LookUpAsync(TestStorage storage, string name) =>
        (await storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, FileName.Create(Encoding.UTF8.GetBytes(name)).Value, default)).Error;
}
