using System.Collections.Immutable;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Quotas;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Quotas;

public sealed class QuotaTests : IAsyncLifetime
{
    private const int Block = 4096;
    private static readonly CallContext Alice = TestStorage.As(1001, 1001);
    private static readonly CallContext Bob = TestStorage.As(1002, 1002);
    private TestStorage _storage = null!;

    private ShareFileSystem Files => _storage.Files;

    public async Task InitializeAsync() => _storage = await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem));

    public async Task DisposeAsync() => await _storage.DisposeAsync();

    [Fact]
    public async Task Owner_IsRefusedAtHisLimitAndOthersAreNot()
    {
        Limit(new OwnerLimit(new ByteSize(10 * Block), 3));
        var mine = await CreateAsync(Alice, "mine");
        var his = await CreateAsync(Bob, "his");

        Assert.Equal(FsError.None, (await WriteAsync(Alice, mine, 0, 10 * Block)).Error);
        Assert.Equal(FsError.QuotaExceeded, (await WriteAsync(Alice, mine, 10 * Block, 1)).Error);
        Assert.Equal(FsError.None, (await WriteAsync(Alice, mine, 0, 10 * Block)).Error);
        Assert.Equal(FsError.None, (await WriteAsync(Bob, his, 0, 10 * Block)).Error);

        await CreateAsync(Alice, "two");
        await CreateAsync(Alice, "three");
        Assert.Equal(FsError.QuotaExceeded, (await TryCreateAsync(Alice, "four")).Error);
        Assert.Equal(FsError.NotFound, (await Files.LookupAsync(Alice, NodeId.Root, FileName.FromText("four"), default)).Error);
        await RemoveAsync("two");
        await CreateAsync(Alice, "four");
    }

    [Fact]
    public async Task UnstableWrite_IsRefusedAtOnce_AndChangesNothing()
    {
        Limit(new OwnerLimit(new ByteSize(2 * Block), null));
        var file = await CreateAsync(Alice, "file");
        Assert.Equal(FsError.None, (await WriteAsync(Alice, file, 0, Block)).Error);
        Assert.Equal(FsError.QuotaExceeded, (await WriteAsync(Alice, file, Block, 2 * Block)).Error);
        Assert.Equal((ulong)Block, (await Files.GetAttributesAsync(Alice, file, default)).Value.Size);
        Assert.Equal(Block, UsageOf(1001).Bytes);
    }

    [Fact]
    public async Task Chown_MovesTheCharge_AndIsRefusedWhereItDoesNotFit()
    {
        var file = await CreateAsync(Alice, "file");
        await WriteAsync(Alice, file, 0, 5 * Block);
        Limit(new OwnerLimit(new ByteSize(6 * Block), 10));
        var other = await CreateAsync(Bob, "other");
        await WriteAsync(Bob, other, 0, 2 * Block);

        Assert.Equal(FsError.QuotaExceeded, (await SetAsync(file, new AttributeChanges { Uid = 1002 })).Error);
        Assert.Equal((1001u, 5L * Block), ((await Files.GetAttributesAsync(TestStorage.Root, file, default)).Value.Uid, UsageOf(1001).Bytes));

        // Cut and given away in one: only what is left counts.
        Assert.Equal(FsError.None, (await SetAsync(file, new AttributeChanges { Uid = 1002, Size = 4 * Block })).Error);
        Assert.Equal((0, 0), (UsageOf(1001).Bytes, UsageOf(1001).Nodes));
        Assert.Equal((6 * Block, 2), (UsageOf(1002).Bytes, UsageOf(1002).Nodes));
        await AssertRecountAsync();
    }

    [Fact]
    public async Task Superuser_IsLimitedByNameOnly()
    {
        Limit(new OwnerLimit(new ByteSize(Block), 1));
        var file = await CreateAsync(TestStorage.Root, "root");
        Assert.Equal(FsError.None, (await WriteAsync(TestStorage.Root, file, 0, 9 * Block)).Error);

        Change(share => share with { OwnerQuotas = ImmutableDictionary<uint, OwnerLimit>.Empty.Add(0, new OwnerLimit(new ByteSize(10 * Block), null)) });
        Assert.Equal(FsError.None, (await WriteAsync(TestStorage.Root, file, 9 * Block, Block)).Error);
        Assert.Equal(FsError.QuotaExceeded, (await WriteAsync(TestStorage.Root, file, 10 * Block, 1)).Error);
    }

    [Fact]
    public async Task OwnLimit_StandsInThePlaceOfEverybodys()
    {
        Limit(new OwnerLimit(new ByteSize(Block), null));
        Change(share => share with { OwnerQuotas = ImmutableDictionary<uint, OwnerLimit>.Empty.Add(1001, new OwnerLimit(new ByteSize(3 * Block), null)).Add(1002, OwnerLimit.None) });
        var mine = await CreateAsync(Alice, "mine");
        var his = await CreateAsync(Bob, "his");

        Assert.Equal(FsError.None, (await WriteAsync(Alice, mine, 0, 3 * Block)).Error);
        Assert.Equal(FsError.QuotaExceeded, (await WriteAsync(Alice, mine, 3 * Block, 1)).Error);
        Assert.Equal(FsError.None, (await WriteAsync(Bob, his, 0, 100 * Block)).Error);
    }

    [Fact]
    public async Task LimitBelowWhatIsThere_LetsShrinkAndNotGrow()
    {
        var file = await CreateAsync(Alice, "file");
        await WriteAsync(Alice, file, 0, 10 * Block);
        Limit(new OwnerLimit(new ByteSize(4 * Block), null));

        Assert.Equal(FsError.QuotaExceeded, (await WriteAsync(Alice, file, 10 * Block, 1)).Error);
        Assert.Equal(FsError.None, (await WriteAsync(Alice, file, 0, 10 * Block)).Error);
        Assert.Equal(FsError.None, (await SetAsync(file, new AttributeChanges { Size = 2 * Block })).Error);
        Assert.Equal(FsError.None, (await WriteAsync(Alice, file, 2 * Block, 2 * Block)).Error);
        Assert.Equal(FsError.QuotaExceeded, (await WriteAsync(Alice, file, 4 * Block, 1)).Error);
    }

    [Fact]
    public async Task CreateWithASize_IsChargedForIt()
    {
        Change(share => share with { QuotaBytes = new ByteSize(10 * Block) });
        Assert.Equal(FsError.QuotaExceeded, (await TryCreateAsync(Alice, "large", new AttributeChanges { Size = 11 * Block })).Error);
        await CreateAsync(Alice, "fits", new AttributeChanges { Size = 10 * Block });
        Assert.Equal(FsError.QuotaExceeded, (await TryCreateAsync(Alice, "one-more", new AttributeChanges { Size = 1 })).Error);
        await AssertRecountAsync();
    }

    [Fact]
    public async Task ManyWritersAtOnce_NeverPassTheLimit()
    {
        Change(share => share with { QuotaBytes = new ByteSize(100 * Block) });
        var files = new List<NodeId>();
        for (var i = 0; i < 8; i++)
        {
            files.Add(await CreateAsync(Alice, $"f{i}"));
        }

        var accepted = await Task.WhenAll(files.Select(file => Task.Run(async () =>
        {
            var count = 0;
            for (var i = 0; i < 50; i++)
            {
                count += (await WriteAsync(Alice, file, i * Block, Block)).IsSuccess ? 1 : 0;
            }

            return count;
        })));
        Assert.Equal(100, accepted.Sum());
        Assert.Equal(100L * Block, UsageOf(1001).Bytes);
        await AssertRecountAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FileWithoutAName_IsChargedUntilItsLastOpenCloses_OrTheServerStarts(bool crashes)
    {
        var file = await CreateAsync(Alice, "held");
        var before = UsageOf(1001);
        var request = new OpenRequest
        {
            Access = OpenAccess.ReadData | OpenAccess.WriteData, Disposition = OpenDisposition.Open, Sharing = ShareModes.All,
        };
        var opened = (await Files.OpenAsync(TestStorage.Root, NodeId.Root, FileName.FromText("held"), request, default)).Value;
        await RemoveAsync("held");
        Assert.Equal(FsError.None, (await WriteAsync(TestStorage.Root, file, 0, 3 * Block)).Error);
        Assert.Equal(before with { Bytes = before.Bytes + (3 * Block) }, UsageOf(1001));
        await AssertRecountAsync();

        if (crashes)
        {
            var crashed = await _storage.CrashAsync();
            await _storage.DisposeAsync();
            _storage = crashed;
        }
        else
        {
            Assert.True((await Files.CloseAsync(TestStorage.Root, opened.Open, default)).Value.IsDeleted);
        }

        Assert.Equal((0, 0), (UsageOf(1001).Bytes, UsageOf(1001).Nodes));
        await AssertRecountAsync();
    }

    [Fact]
    public async Task Open_ThatCuts_GivesBackWhatWasCharged()
    {
        var file = await CreateAsync(Alice, "file");
        await WriteAsync(Alice, file, 0, 5 * Block);
        var request = new OpenRequest { Access = OpenAccess.WriteData, Disposition = OpenDisposition.Overwrite, Sharing = ShareModes.All };
        Assert.Equal(OpenAction.Overwritten, (await Files.OpenAsync(TestStorage.Root, NodeId.Root, FileName.FromText("file"), request, default)).Value.Action);
        Assert.Equal((0, 1), (UsageOf(1001).Bytes, UsageOf(1001).Nodes));
        await AssertRecountAsync();
    }

    [Fact]
    public async Task Statistics_TellTheSmallerOfTheShareAndTheCaller()
    {
        var file = await CreateAsync(Alice, "file");
        await WriteAsync(Alice, file, 0, 3 * Block);
        Change(share => share with { QuotaBytes = new ByteSize(100 * Block), QuotaNodes = 50, OwnerQuota = new OwnerLimit(new ByteSize(10 * Block), 5) });

        var alice = (await Files.GetStatisticsAsync(Alice, default)).Value;
        Assert.Equal((10UL * Block, 7UL * Block, 5UL, 4UL), (alice.BytesTotal, alice.BytesFree, alice.NodesTotal, alice.NodesFree));
        var bob = (await Files.GetStatisticsAsync(Bob, default)).Value;
        Assert.Equal((10UL * Block, 10UL * Block, 5UL, 5UL), (bob.BytesTotal, bob.BytesFree, bob.NodesTotal, bob.NodesFree));
        var root = (await Files.GetStatisticsAsync(TestStorage.Root, default)).Value;
        Assert.Equal((100UL * Block, 97UL * Block, 50UL, 48UL), (root.BytesTotal, root.BytesFree, root.NodesTotal, root.NodesFree));

        // The share is nearly full: nobody has more than what is left of it.
        await WriteAsync(TestStorage.Root, await CreateAsync(TestStorage.Root, "large"), 0, 96 * Block);
        Assert.Equal((ulong)Block, (await Files.GetStatisticsAsync(Bob, default)).Value.BytesFree);
    }

    [Fact]
    public async Task Recount_FindsAndCorrectsWhatIsWrong()
    {
        await WriteAsync(Alice, await CreateAsync(Alice, "file"), 0, 5 * Block);
        await _storage.Engine.DrainShareAsync(_storage.Definition.Id, default);
        var before = UsageOf(1001);
        var wrong = new DittoFs.Storage.Metadata.OwnerCharge(1001, 7 * Block, -1);
        Files.Quota.Correct([wrong]);
        Assert.Equal(FsError.None, (await ShareFactory.CorrectAsync(_storage.Definition.Id, [wrong], _storage.Share.Journal)).Error);

        var report = (await _storage.Engine.RecountAsync(_storage.Definition.Id, default)).Value;
        Assert.Equal(1, report.WrongOwners);
        Assert.Equal(before, UsageOf(1001));
        Assert.Equal(before, report.Usage.Owners.Single(owner => owner.Uid == 1001));
        await AssertRecountAsync();
        Assert.Equal(FsError.NotFound, (await _storage.Engine.RecountAsync(new ShareId(Guid.NewGuid()), default)).Error);
    }

    [Fact]
    public async Task Store_FromBeforeUsageWasKept_IsCountedOnce()
    {
        await WriteAsync(Alice, await CreateAsync(Alice, "file"), 0, 5 * Block);
        await _storage.Engine.DrainShareAsync(_storage.Definition.Id, default);
        var before = _storage.Engine.GetUsage(_storage.Definition.Id).Value;
        await ForgetUsageAsync();
        _storage = await _storage.RestartAsync();
        Assert.Equal(before.Owners.AsEnumerable(), _storage.Engine.GetUsage(_storage.Definition.Id).Value.Owners.AsEnumerable());
        await AssertRecountAsync();
    }

    /// <summary>Leaves the store as one that has no counters.</summary>
    private async Task ForgetUsageAsync()
    {
        await AssertRecountAsync();
        var kept = (await _storage.Share.Metadata.Store.ReadUsageAsync(_storage.Definition.Id, default)).Value;
        Assert.NotEmpty(kept);
        Assert.Equal(FsError.None, (await ShareFactory.CorrectAsync(_storage.Definition.Id, [.. kept.Select(owner => owner.Negated())], _storage.Share.Journal)).Error);
        Assert.Empty((await _storage.Share.Metadata.Store.ReadUsageAsync(_storage.Definition.Id, default)).Value);
    }

    private OwnerUsage UsageOf(uint uid) => _storage.Engine.GetUsage(_storage.Definition.Id).Value.Owners.FirstOrDefault(owner => owner.Uid == uid);

    private async Task AssertRecountAsync() => await QuotaModelTests.AssertExactAsync(_storage);

    private void Limit(OwnerLimit limit) => Change(share => share with { OwnerQuota = limit });

    private void Change(Func<ShareDefinition, ShareDefinition> change) =>
        Assert.Equal(FsError.None, _storage.Engine.UpdateShare(change(Files.Definition)).Error);

    private async Task<NodeId> CreateAsync(CallContext context, string name, AttributeChanges changes = default)
    {
        var made = await TryCreateAsync(context, name, changes);
        Assert.Equal(FsError.None, made.Error);
        return made.Value.Node.Node;
    }

    private async Task<FsResult<CreateOutcome>> TryCreateAsync(CallContext context, string name, AttributeChanges changes = default) =>
        await Files.CreateFileAsync(context, NodeId.Root, FileName.FromText(name), CreateDisposition.Guarded, changes, 0, default);

    private async Task<FsResult<WriteOutcome>> WriteAsync(CallContext context, NodeId file, int offset, int length) =>
        await Files.WriteAsync(context, file, (ulong)offset, new byte[length], WriteStability.Unstable, default);

    private async Task<FsResult<AttributeChange>> SetAsync(NodeId file, AttributeChanges changes) =>
        await Files.SetAttributesAsync(TestStorage.Root, file, changes, null, default);

    private async Task RemoveAsync(string name) =>
        Assert.Equal(FsError.None, (await Files.RemoveAsync(TestStorage.Root, NodeId.Root, FileName.FromText(name), default)).Error);
}
