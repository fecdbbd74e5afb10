using System.Net;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Conformance;

public abstract partial class FileSystemConformance
{
    private static readonly CallContext Alice = TestStorage.As(1000, 1000);
    private static readonly CallContext Bob = TestStorage.As(1001, 1001, 2000);

    private protected void Change(Func<ShareDefinition, ShareDefinition> change) =>
        Assert.Equal(FsError.None, Storage.Engine.UpdateShare(change(Files.Definition)).Error);

    [Fact]
    public async Task SetAttributes_OwnersAndOthers_ByTheRulesOfPosix()
    {
        var file = await CreateAsync(root, "file", Alice);
        Assert.Equal((1000u, 1000u), (file.Uid, file.Gid));
        Assert.Equal(FsError.NotPermitted, (await Set(Bob, new AttributeChanges { Mode = 0x1FF })).Error);
        Assert.Equal(FsError.NotPermitted, (await Set(Alice, new AttributeChanges { Uid = 1001 })).Error);
        Assert.Equal(FsError.NotPermitted, (await Set(Alice, new AttributeChanges { Gid = 2000 })).Error);
        Assert.Equal(FsError.NotPermitted, (await Set(Bob, new AttributeChanges { ModifyTime = TimeChange.To(default) })).Error);
        Assert.Equal(FsError.AccessDenied, (await Set(Bob, new AttributeChanges { ModifyTime = TimeChange.ServerTime })).Error);
        Assert.Equal(FsError.AccessDenied, (await Set(Bob, new AttributeChanges { Size = 0 })).Error);
        Assert.Equal(0x9EDu, Ok(await Set(Alice, new AttributeChanges { Mode = 0x9ED })).After.Mode);
        var given = Ok(await Set(Root, new AttributeChanges { Uid = 1001, Gid = 2000 })).After;
        Assert.Equal((1001u, 2000u, 0x1EDu), (given.Uid, given.Gid, given.Mode));
        Assert.Equal(1001u, Ok(await Set(Bob, new AttributeChanges { Gid = 1001 })).After.Gid);

        async Task<FsResult<AttributeChange>> Set(CallContext context, AttributeChanges changes) =>
            await Files.SetAttributesAsync(context, file.Node, changes, null, default);
    }

    [Fact]
    public async Task SetAttributes_Guard_MustMatchTheChangeTime()
    {
        var file = await CreateAsync(root, "file");
        Assert.Equal(FsError.NotSynchronized, (await Files.SetAttributesAsync(Root, file.Node, new AttributeChanges { Mode = 0 }, new Timestamp(1), default)).Error);
        var changed = Ok(await Files.SetAttributesAsync(Root, file.Node, new AttributeChanges { Mode = 0 }, file.ChangeTime, default));
        Assert.Equal(file, changed.Before);
        Assert.True(changed.After.ChangeTime > file.ChangeTime);
    }

    [Fact]
    public async Task SetAttributes_Times_AreKeptToTheNanosecond()
    {
        var file = await CreateAsync(root, "file");
        var time = Timestamp.FromSeconds(1_234_567_890, 123_456_789);
        Ok(await Files.SetAttributesAsync(Root, file.Node, new AttributeChanges { ModifyTime = TimeChange.To(time), AccessTime = TimeChange.To(time) }, null, default));
        var attributes = await StatAsync(file.Node);
        Assert.Equal((time, time), (attributes.ModifyTime, attributes.AccessTime));
    }

    [Fact]
    public async Task Access_ByMode_BindsEverybodyButTheSuperuser()
    {
        var directory = await MakeDirectoryAsync(root, "hers", Alice, 0x1C0);
        Assert.Equal(FsError.AccessDenied, (await LookupAsync(directory.Node, "x", Bob)).Error);
        Assert.Equal(FsError.AccessDenied, (await Files.CreateFileAsync(Bob, directory.Node, Name("x"), CreateDisposition.Guarded, default, 0, default)).Error);
        Assert.Equal(FsError.AccessDenied, (await Files.ReadDirectoryAsync(Bob, directory.Node, 0, 10, false, default)).Error);
        var file = await CreateAsync(directory.Node, "x", Alice, 0x180);
        Assert.Equal(FsError.AccessDenied, (await Files.ReadAsync(Bob, file.Node, 0, new byte[1], default)).Error);
        Assert.Equal(FsError.AccessDenied, (await Files.WriteAsync(Bob, file.Node, 0, new byte[1], WriteStability.Unstable, default)).Error);
        Assert.Equal(AccessMask.None, Ok(await Files.CheckAccessAsync(Bob, file.Node, AccessMask.All, default)).Granted);
        Assert.Equal(AccessMask.Read | AccessMask.Modify | AccessMask.Extend, Ok(await Files.CheckAccessAsync(Alice, file.Node, AccessMask.All, default)).Granted);
        Assert.Equal(AccessMask.Read | AccessMask.Modify | AccessMask.Extend, Ok(await Files.CheckAccessAsync(Root, file.Node, AccessMask.All, default)).Granted);
        Assert.Equal(
            AccessMask.Read | AccessMask.Lookup | AccessMask.Modify | AccessMask.Extend | AccessMask.Delete,
            Ok(await Files.CheckAccessAsync(Alice, directory.Node, AccessMask.All, default)).Granted);
    }

    [Fact]
    public async Task Access_ByFurtherGroup_Counts()
    {
        var file = await CreateAsync(root, "file");
        Ok(await Files.SetAttributesAsync(Root, file.Node, new AttributeChanges { Gid = 2000, Mode = 0x1B0 }, null, default));
        Assert.True((await Files.WriteAsync(Bob, file.Node, 0, new byte[1], WriteStability.Unstable, default)).IsSuccess);
        Assert.Equal(FsError.AccessDenied, (await Files.WriteAsync(Alice, file.Node, 0, new byte[1], WriteStability.Unstable, default)).Error);
    }

    [Fact]
    public async Task Write_ByOwnerOfAReadOnlyFile_IsAllowed()
    {
        var file = await CreateAsync(root, "file", Alice, 0x124);
        Assert.True((await Files.WriteAsync(Alice, file.Node, 0, new byte[1], WriteStability.Unstable, default)).IsSuccess);
    }

    [Fact]
    public async Task Write_ByAnotherThanTheSuperuser_ClearsSetuid()
    {
        var file = await CreateAsync(root, "file", Alice, 0xDED);
        Ok(await Files.WriteAsync(Alice, file.Node, 0, new byte[1], WriteStability.Unstable, default));
        Assert.Equal(0x1EDu, (await StatAsync(file.Node)).Mode);
    }

    [Fact]
    public async Task Create_InSetgidDirectory_InheritsTheGroup()
    {
        var directory = await MakeDirectoryAsync(root, "team");
        Ok(await Files.SetAttributesAsync(Root, directory.Node, new AttributeChanges { Gid = 2000, Mode = 0x5FF }, null, default));
        Assert.Equal(2000u, (await CreateAsync(directory.Node, "file", Alice)).Gid);
        var inner = await MakeDirectoryAsync(directory.Node, "inner", Alice, 0x1ED);
        Assert.Equal((2000u, 0x5EDu), (inner.Gid, inner.Mode));
    }

    [Theory]
    [InlineData(SquashMode.None, 0u, 0u)]
    [InlineData(SquashMode.RootToAdmin, 0u, 0u)]
    [InlineData(SquashMode.RootToGuest, 0u, 4242u)]
    [InlineData(SquashMode.RootToGuest, 1000u, 1000u)]
    [InlineData(SquashMode.AllToGuest, 1000u, 4242u)]
    [InlineData(SquashMode.AllToAdmin, 1000u, 0u)]
    public async Task Squash_DecidesWhoOwnsANewFile(SquashMode squash, uint caller, uint owner)
    {
        Change(definition => definition with { Squash = squash, AnonymousUid = 4242, AnonymousGid = 4243 });
        Assert.Equal(owner, (await CreateAsync(root, "file", TestStorage.As(caller, caller))).Uid);
    }

    [Fact]
    public async Task Anonymous_IsRefusedUnlessTheShareAllowsIt()
    {
        var nobody = new CallContext(Caller.Anonymous, IPAddress.Loopback, FileProtocol.Nfs3);
        Assert.Equal(FsError.AccessDenied, (await Files.GetAttributesAsync(nobody, root, default)).Error);
        Change(definition => definition with { AllowAnonymous = true, Squash = SquashMode.None, AnonymousUid = 4242 });
        Assert.Equal(4242u, (await CreateAsync(root, "file", nobody)).Uid);
    }

    [Fact]
    public async Task Permission_Change_HoldsForTheNextCall()
    {
        var file = await CreateAsync(root, "file", Alice);
        Change(definition => definition with
        {
            Permissions = new SharePermissionTable { Default = SharePermission.None, Users = definition.Permissions.Users.Add(1000, SharePermission.Read) },
        });
        Assert.True((await Files.ReadAsync(Alice, file.Node, 0, new byte[1], default)).IsSuccess);
        Assert.Equal(FsError.AccessDenied, (await Files.WriteAsync(Alice, file.Node, 0, new byte[1], WriteStability.Unstable, default)).Error);
        Assert.Equal(AccessMask.Read, Ok(await Files.CheckAccessAsync(Alice, file.Node, AccessMask.All, default)).Granted);
        Assert.Equal(FsError.AccessDenied, (await Files.GetAttributesAsync(Bob, file.Node, default)).Error);
        Change(definition => definition with
        {
            Permissions = definition.Permissions with { Groups = definition.Permissions.Groups.Add(2000, SharePermission.ReadWrite) },
        });
        Assert.True((await Files.GetAttributesAsync(Bob, file.Node, default)).IsSuccess);
    }

    [Fact]
    public async Task ClientRules_LongestPrefixDecides()
    {
        Change(definition => definition with { ClientRules = [new ClientRule(IPNetwork.Parse("10.0.0.0/8")), new ClientRule(IPNetwork.Parse("10.1.0.0/16"), ReadOnly: true)] });
        Assert.Equal(FsError.AccessDenied, (await Files.GetAttributesAsync(Root, root, default)).Error);
        Assert.Equal(FsError.AccessDenied, Files.CheckMount(Root).Error);
        var reader = new CallContext(new Caller(0, 0), IPAddress.Parse("::ffff:10.1.2.3"), FileProtocol.Nfs3);
        Assert.True((await Files.GetAttributesAsync(reader, root, default)).IsSuccess);
        Assert.Equal(FsError.ReadOnly, (await Files.MakeDirectoryAsync(reader, root, Name("d"), default, default)).Error);
        var writer = new CallContext(new Caller(0, 0), IPAddress.Parse("10.2.0.1"), FileProtocol.Nfs3);
        Assert.True((await Files.MakeDirectoryAsync(writer, root, Name("d"), default, default)).IsSuccess);
    }

    [Fact]
    public async Task Quota_RefusesGrowthAndShowsWhatIsLeft()
    {
        var file = await CreateAsync(root, "file");
        Change(definition => definition with { QuotaBytes = new ByteSize(1 << 20) });
        await WriteAsync(file.Node, 0, new byte[(1 << 20) - 4096]);
        Assert.Equal(FsError.QuotaExceeded, (await Files.WriteAsync(Root, file.Node, 1 << 20, new byte[1], WriteStability.Unstable, default)).Error);
        var statistics = Ok(await Files.GetStatisticsAsync(Root, default));
        Assert.Equal((1UL << 20, 4096UL), (statistics.BytesTotal, statistics.BytesFree));
        Ok(await Files.RemoveAsync(Root, root, Name("file"), default));
        Assert.Equal(1UL << 20, Ok(await Files.GetStatisticsAsync(Root, default)).BytesFree);
    }
}
