using System.Net;
using DittoFs.Storage;
using DittoFs.Storage.Shares;
using DittoFs.Web.Hosting.QuickStart;
using DittoFs.Web.Hosting.Settings;
using DittoFs.Web.Hosting.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Hosting;

public sealed class QuickStartTests : IDisposable
{
    private static readonly QuickStartRequest Plain = new() { Owner = new Invoker(1234, 5678) };

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1001u, 1002u, null, null, 1001u, 1002u)]
    [InlineData(1001u, 1002u, 7u, 8u, 1001u, 1002u)]
    [InlineData(0u, 0u, 1001u, 100u, 1001u, 100u)]
    [InlineData(0u, 0u, 1001u, 0u, 1001u, 1001u)]
    [InlineData(0u, 0u, 0u, 0u, 1000u, 1000u)]
    [InlineData(0u, 0u, null, null, 1000u, 1000u)]
    public void Invoker_IsNeverRoot(uint uid, uint gid, uint? sudoUid, uint? sudoGid, uint expectedUid, uint expectedGid) =>
        Assert.Equal(new Invoker(expectedUid, expectedGid), Invoker.Choose(uid, gid, sudoUid, sudoGid));

    [Fact]
    public void Share_OfAFirstQuickStart_IsClosedToAllButItsOwnerOnThisMachine()
    {
        var share = Assert.Single(QuickStartShare.Apply([], Plain));

        Assert.Equal("export", share.Name.Value);
        Assert.Equal((MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem, DurabilityTier.Local), (share.Metadata, share.Blocks, share.Durability));
        Assert.Equal((1234u, 5678u, Convert.ToUInt32("770", 8)), (share.RootUid, share.RootGid, share.RootMode));
        Assert.Equal((SquashMode.RootToGuest, 1234u, 5678u), (share.Squash, share.AnonymousUid, share.AnonymousGid));
        Assert.Equal(["127.0.0.0/8", "::1/128"], share.ClientRules.Select(rule => rule.Network.ToString()));
        Assert.Equal(SharePermission.Admin, share.Permissions.Users[1234]);
        Assert.False(share.Permissions.Users.ContainsKey(0));
    }

    [Fact]
    public void Share_OfALaterQuickStart_KeepsItsIdentityAndFollowsTheFlags()
    {
        var first = QuickStartShare.Apply([], Plain);
        var opened = QuickStartShare.Apply(first, new QuickStartRequest { Owner = new Invoker(9, 9), TrustRoot = true, Clients = [IPNetwork.Parse("10.0.0.0/8")] });
        var closed = QuickStartShare.Apply(opened, Plain);

        Assert.Equal(first[0].Id, opened[0].Id);
        Assert.Equal(1234u, opened[0].AnonymousUid);
        Assert.Equal((SquashMode.RootToAdmin, SharePermission.Admin), (opened[0].Squash, opened[0].Permissions.Users[0]));
        Assert.Contains(opened[0].ClientRules, rule => rule.Network.ToString() == "10.0.0.0/8");
        Assert.Equal(ShareEntryMap.ToEntry(first[0]).Clients, ShareEntryMap.ToEntry(closed[0]).Clients);
        Assert.Equal(SquashMode.RootToGuest, closed[0].Squash);
        Assert.False(closed[0].Permissions.Users.ContainsKey(0));
    }

    [Fact]
    public void File_ThatWasSaved_LoadsTheSameShares()
    {
        var file = new ShareDefinitionFile(new StorageOptions { DataDirectory = _directory.Path });
        var saved = QuickStartShare.Apply([], Plain with { TrustRoot = true })[0] with { QuotaBytes = new(5 << 20), QuotaNodes = 7, ReadOnly = true, Squash = SquashMode.AllToGuest };

        file.Save([saved]);
        var loaded = Assert.Single(file.Load());

        Assert.Equivalent(ShareEntryMap.ToEntry(saved), ShareEntryMap.ToEntry(loaded), strict: true);
        Assert.Equal(saved.QuotaBytes, loaded.QuotaBytes);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
        Assert.Equal([file.Path], Directory.GetFiles(_directory.Path));
    }

    [Theory]
    [InlineData("""{ "formatVersion": 2, "shares": [] }""", "Format 2 is not known")]
    [InlineData("""{ "formatVersion": 1, "shares": [ {} ] }""", "required")]
    [InlineData("not json", "invalid")]
    public void File_ThatIsNotUnderstood_IsRefusedByName(string content, string reason)
    {
        var file = new ShareDefinitionFile(new StorageOptions { DataDirectory = _directory.Path });
        File.WriteAllText(file.Path, content);

        var exception = Assert.Throws<SettingsException>(() => file.Load());

        Assert.StartsWith(file.Path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"RootToGuest\"", "\"Nobody\"")]
    [InlineData("\"RootToGuest\"", "\"3\"")]
    [InlineData("\"770\"", "\"79\"")]
    [InlineData("\"export\"", "\"/etc\"")]
    [InlineData("\"anonymousUid\": 1234", "\"anonymousUid\": 0")]
    [InlineData("127.0.0.0/8", "everywhere")]
    public void File_WithAWordThatIsNone_IsRefused(string original, string replacement)
    {
        var file = new ShareDefinitionFile(new StorageOptions { DataDirectory = _directory.Path });
        file.Save(QuickStartShare.Apply([], Plain));
        var content = File.ReadAllText(file.Path);
        Assert.Contains(original, content, StringComparison.Ordinal);
        File.WriteAllText(file.Path, content.Replace(original, replacement, StringComparison.Ordinal));

        Assert.Throws<SettingsException>(() => file.Load());
    }
}
