using DittoFs.Protocols.Smb;
using DittoFs.Storage.Files;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Smb;

public sealed class SmbTreeTableTests
{
    [Fact]
    public async Task Open_ClosedFromOutside_IsGoneForItsClient_AndInNobodysWay()
    {
        await using var storage = await TestStorage.StartAsync(
            TestStorage.OpenShare(MetadataStoreKind.Memory, BlockStoreKind.Memory) with { ClientRules = [new ClientRule(System.Net.IPNetwork.Parse("0.0.0.0/0"))] });
        await using var client = new SmbTestClient(storage);
        await client.SignInAsync();
        var tree = (await client.ConnectAsync("export")).Header.TreeId;
        Assert.Equal(NtStatus.Success, (await client.CreateAsync(tree, "a")).Status);
        Assert.Equal(NtStatus.SharingViolation, (await client.CreateAsync(tree, "a")).Status);
        var open = Assert.Single(storage.Files.ListOpens(10));
        Assert.Equal((1L, FileProtocol.Smb, "a"), (open.Number, open.Opener!.Protocol, open.Name!.Name.ToString()));
        Assert.True(open.Since > DateTimeOffset.UnixEpoch);

        Assert.True(await client.Trees.CloseAsync(open));

        Assert.False(await client.Trees.CloseAsync(open));
        Assert.Empty(storage.Files.ListOpens(10));
        Assert.Equal(NtStatus.Success, (await client.CreateAsync(tree, "a")).Status);
        Assert.Equal(2L, Assert.Single(storage.Files.ListOpens(10)).Number);
    }
}
