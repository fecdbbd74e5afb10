using System.Buffers.Binary;
using System.Net;
using DittoFs.Protocols.Smb;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Protocols.Authentication.Ntlm;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Protocols.Smb.Sessions;

/// <summary>What a sign-in is good for, and for how long: sessions that expire and are renewed, that take the place of an older one, and those of guests.</summary>
public sealed class SmbSignInTests
{
    private const string Share = "export";
    private const ushort Logoff = 2;
    private const ushort Close = 6;
    private static readonly SmbOptions Expiring = new() { SessionLifetime = TimeSpan.FromMinutes(10) };
    private static readonly SmbOptions WithGuests = new() { GuestAccount = OneNtlmAccount.Name };

    [Fact]
    public async Task Session_AfterItsLifetime_DoesNothingButGiveBack()
    {
        await using var storage = await StartAsync();
        var clock = new FakeTimeProvider();
        await using var client = new SmbTestClient(storage, Expiring, clock);
        await client.SignInAsync();
        var tree = (await client.ConnectAsync(Share)).Header.TreeId;
        var (_, file) = await client.CreateAsync(tree, "a");
        clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        Assert.Equal(NtStatus.Success, (await client.CreateAsync(tree, "b")).Status);
        clock.Advance(TimeSpan.FromTicks(1));

        var refused = await client.ConnectAsync(Share);
        Assert.Equal(NtStatus.NetworkSessionExpired, refused.Status);
        Assert.True(refused.Header.Flags.HasFlag(SmbFlags.Signed));
        Assert.Equal(NtStatus.NetworkSessionExpired, (await client.CreateAsync(tree, "c")).Status);
        await client.SendLockAsync(tree, file);
        Assert.Equal(NtStatus.Success, (await client.ReceiveAsync()).Status);
        Assert.Equal(NtStatus.Success, (await CloseAsync(client, tree, file)).Status);
        Assert.Equal(NtStatus.Success, (await client.CallAsync(Logoff, writer => writer.WriteUInt32(4))).Status);
        Assert.Equal(NtStatus.UserSessionDeleted, (await client.ConnectAsync(Share)).Status);
    }

    [Fact]
    public async Task Session_ThatSignsInAgain_GoesOnWithItsFilesAndKeys()
    {
        await using var storage = await StartAsync();
        var clock = new FakeTimeProvider();
        await using var client = new SmbTestClient(storage, Expiring, clock);
        await client.SignInAsync();
        var tree = (await client.ConnectAsync(Share)).Header.TreeId;
        var (_, file) = await client.CreateAsync(tree, "a");
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(NtStatus.NetworkSessionExpired, (await client.CreateAsync(tree, "b")).Status);

        Assert.Equal(NtStatus.Success, await client.SignInAgainAsync());
        Assert.Equal(NtStatus.Success, (await client.CreateAsync(tree, "b")).Status);
        Assert.Equal(NtStatus.Success, (await CloseAsync(client, tree, file)).Status);
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(NtStatus.NetworkSessionExpired, (await client.CreateAsync(tree, "c")).Status);
    }

    [Fact]
    public async Task Session_WithoutALifetime_NeverExpires()
    {
        await using var storage = await StartAsync();
        var clock = new FakeTimeProvider();
        await using var client = new SmbTestClient(storage, new SmbOptions(), clock);
        await client.SignInAsync();
        clock.Advance(TimeSpan.FromDays(1000));
        Assert.Equal(NtStatus.Success, (await client.ConnectAsync(Share)).Status);
        Assert.Equal(NtStatus.Success, await client.SignInAgainAsync());
    }

    [Fact]
    public async Task SignIn_OfAClientThatIsBack_EndsTheSessionThatItHad()
    {
        await using var storage = await StartAsync();
        var server = SmbTestClient.MakeServer(storage);
        await using var before = new SmbTestClient(server);
        await before.SignInAsync();
        var tree = (await before.ConnectAsync(Share)).Header.TreeId;
        Assert.Equal(NtStatus.Success, (await before.CreateAsync(tree, "a")).Status);
        await using var stranger = new SmbTestClient(server);
        await stranger.SignInAsync(previousSession: before.Session + 1_000);
        var strangersTree = (await stranger.ConnectAsync(Share)).Header.TreeId;
        Assert.Equal(NtStatus.SharingViolation, (await stranger.CreateAsync(strangersTree, "a")).Status);

        await using var after = new SmbTestClient(server);
        Assert.Equal(NtStatus.Success, await after.SignInAsync(previousSession: before.Session));
        var tree2 = (await after.ConnectAsync(Share)).Header.TreeId;
        Assert.Equal(NtStatus.Success, (await after.CreateAsync(tree2, "a")).Status);
        Assert.Equal(NtStatus.UserSessionDeleted, (await before.ConnectAsync(Share)).Status);
    }

    [Fact]
    public async Task Sessions_OfTwoStarts_HaveDifferentNumbers()
    {
        await using var storage = await StartAsync();
        await using var before = new SmbTestClient(storage);
        await before.SignInAsync();
        await using var after = new SmbTestClient(storage);
        await after.SignInAsync();
        Assert.NotEqual(before.Session, after.Session);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    public async Task Guest_ByDefault_IsRefused(string name)
    {
        await using var storage = await StartAsync();
        await using var client = new SmbTestClient(storage);
        Assert.Equal(NtStatus.LogonFailure, (await client.SignInAsGuestAsync(name)).Status);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("nobody", 1)]
    public async Task Guest_WhereThereIsAnAccountForThem_WorksUnsignedAndWithoutPipes(string name, ushort flags)
    {
        await using var storage = await StartAsync();
        await using var client = new SmbTestClient(storage, WithGuests);
        var signedIn = await client.SignInAsGuestAsync(name);
        Assert.Equal(NtStatus.Success, signedIn.Status);
        Assert.Equal(flags, BinaryPrimitives.ReadUInt16LittleEndian(signedIn.Body.AsSpan(2)));
        Assert.False(signedIn.Header.Flags.HasFlag(SmbFlags.Signed));
        var tree = (await client.ConnectAsync(Share)).Header.TreeId;
        Assert.Equal(NtStatus.Success, (await client.CreateAsync(tree, "a")).Status);
        var pipes = await client.ConnectAsync("IPC$");
        Assert.Equal(NtStatus.Success, pipes.Status);
        Assert.Equal(NtStatus.AccessDenied, (await client.CreateAsync(pipes.Header.TreeId, "srvsvc")).Status);
    }

    [Fact]
    public async Task Guest_ByTheNameOfAnAccount_IsRefused()
    {
        await using var storage = await StartAsync();
        await using var client = new SmbTestClient(storage, WithGuests);
        await client.NegotiateAsync();
        var challenge = await client.SetUpAsync(0, NtlmTestClient.NegotiateMessage());
        var wrong = NtlmTestClient.Prove(new byte[64]).Message;
        Assert.Equal(NtStatus.LogonFailure, (await client.SetUpAsync(challenge.Header.SessionId, wrong)).Status);
    }

    [Fact]
    public async Task Guest_WhereEncryptionIsRequired_IsRefused()
    {
        await using var storage = await StartAsync(WireEncryption.Required);
        await using var client = new SmbTestClient(storage, WithGuests);
        Assert.Equal(NtStatus.Success, (await client.SignInAsGuestAsync("nobody")).Status);
        Assert.Equal(NtStatus.AccessDenied, (await client.ConnectAsync(Share)).Status);
        await using var other = new SmbTestClient(storage, new SmbOptions { GuestAccount = OneNtlmAccount.Name, Encryption = SmbEncryption.Required });
        Assert.Equal(NtStatus.AccessDenied, (await other.SignInAsGuestAsync("nobody")).Status);
    }

    [Fact]
    public async Task SignIn_AgainAsAGuest_IsRefusedEvenIfTheAccountIsTheSame()
    {
        await using var storage = await StartAsync();
        await using var client = new SmbTestClient(storage, WithGuests);
        await client.SignInAsync();
        await client.SetUpAgainAsync(NtlmTestClient.NegotiateMessage());
        Assert.Equal(NtStatus.AccessDenied, (await client.SetUpAgainAsync(NtlmTestClient.SayNothing())).Status);
        Assert.Equal(NtStatus.UserSessionDeleted, (await client.ConnectAsync(Share)).Status);
    }

    private static Task<SmbTestReply> CloseAsync(SmbTestClient client, uint tree, SmbFileId file) => client.CallAsync(
        Close,
        writer =>
        {
            writer.WriteUInt16(24);
            writer.WriteZeros(6);
            writer.WriteUInt64(file.Persistent);
            writer.WriteUInt64(file.Volatile);
        },
        tree);

    private static Task<TestStorage> StartAsync(WireEncryption encryption = WireEncryption.Offered) => TestStorage.StartAsync(
        TestStorage.OpenShare(MetadataStoreKind.Memory, BlockStoreKind.Memory) with { WireEncryption = encryption, ClientRules = [new ClientRule(IPNetwork.Parse("0.0.0.0/0"))] });
}
