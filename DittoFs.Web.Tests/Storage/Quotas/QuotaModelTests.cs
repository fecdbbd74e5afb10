using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Quotas;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Quotas;

/// <summary>
/// Any operations of several owners in any order, with uploads, checkpoints, restarts and crashes in between: the counters are what a recount finds, at every moment
/// and to the byte.
/// </summary>
public sealed class QuotaModelTests
{
    private const int Steps = 250;
    private const int Names = 12;
    private static readonly uint[] Owners = [0, 1001, 1002, 1003];

    [Theory]
    [InlineData(1, MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem)]
    [InlineData(2, MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem)]
    [InlineData(3, MetadataStoreKind.RocksDb, BlockStoreKind.FileSystem)]
    [InlineData(4, MetadataStoreKind.RocksDb, BlockStoreKind.Memory)]
    [InlineData(5, MetadataStoreKind.Memory, BlockStoreKind.Memory)]
    public async Task Counters_AreWhatARecountFinds(int seed, MetadataStoreKind metadata, BlockStoreKind blocks)
    {
        var random = new Random(seed);
        var lasts = metadata == MetadataStoreKind.RocksDb && blocks == BlockStoreKind.FileSystem;
        var definition = TestStorage.OpenShare(metadata, blocks) with
        {
            QuotaBytes = new ByteSize(3 << 20), QuotaNodes = 25, OwnerQuota = new OwnerLimit(new ByteSize(1 << 20), 8),
        };
        var storage = await TestStorage.StartAsync(definition);
        var refused = 0;
        for (var step = 0; step < Steps; step++)
        {
            if (lasts && random.Next(25) == 0)
            {
                // What was not made durable may be gone: the counters must be those of what is left.
                var before = storage;
                storage = random.Next(2) == 0 ? await before.RestartAsync() : await before.CrashAsync();
                if (!ReferenceEquals(before, storage))
                {
                    await DisposeQuietlyAsync(before, storage);
                }

                await AssertExactAsync(storage);
            }

            var error = await StepAsync(storage, random);
            Assert.True(error is FsError.None or FsError.QuotaExceeded or FsError.NotFound or FsError.Exists or FsError.IsDirectory or FsError.NotDirectory
                or FsError.NotEmpty or FsError.NotPermitted or FsError.AccessDenied, $"{error}");
            refused += error == FsError.QuotaExceeded ? 1 : 0;
            if (step % 10 == 0)
            {
                await AssertExactAsync(storage);
            }
        }

        await AssertExactAsync(storage);
        Assert.True(refused > 0, "no limit was ever met");
        await storage.DisposeAsync();
    }

    /// <summary>Demands that three things agree: what clients are told, what the store keeps, and what the nodes of the store add up to.</summary>
    internal static async Task AssertExactAsync(TestStorage storage)
    {
        var share = storage.Share;
        var before = await share.Metadata.Store.CountUsageAsync(storage.Definition.Id, default);
        Assert.Empty(before.Value.GetCorrections());
        share.FileSystem.Fold();
        Assert.Equal(FsError.None, (await share.Metadata.Committer.WaitAllAppliedAsync()).Error);
        var counted = (await share.Metadata.Store.CountUsageAsync(storage.Definition.Id, default)).Value;
        Assert.Equal(counted.Counted, counted.Kept);
        Assert.Equal(counted.Counted, share.FileSystem.Quota.Snapshot());
        Assert.Equal(counted.Counted.Sum(owner => owner.Bytes), (long)share.FileSystem.Quota.Bytes);
        Assert.Equal(counted.Counted.Sum(owner => owner.Nodes), (long)share.FileSystem.Quota.Nodes);
        var totals = (await share.Metadata.Store.CountAsync(storage.Definition.Id, default)).Value;
        Assert.Equal(((long)totals.Nodes, (long)totals.ContentBytes), (counted.Counted.Sum(owner => owner.Nodes), counted.Counted.Sum(owner => owner.Bytes)));
    }

    private static async Task DisposeQuietlyAsync(TestStorage before, TestStorage after)
    {
        // A restart has stopped it and goes on in its directory.
        if (before.DataDirectory != after.DataDirectory)
        {
            await before.DisposeAsync();
        }
    }

    private static async Task<FsError> StepAsync(TestStorage storage, Random random)
    {
        var files = storage.Files;
        var name = FileName.FromText($"n{random.Next(Names)}");
        var caller = TestStorage.As(Owners[random.Next(Owners.Length)], 100);
        switch (random.Next(13))
        {
            case 0 or 1 or 2:
                return await WriteAsync(files, caller, name, random);
            case 3:
                return (await files.CreateFileAsync(
                    caller, NodeId.Root, name, CreateDisposition.Guarded, new AttributeChanges { Mode = 0x1B6, Size = random.Next(2) == 0 ? (ulong)random.Next(100_000) : null }, 0, default)).Error;
            case 4:
                return (await files.MakeDirectoryAsync(caller, NodeId.Root, name, new AttributeChanges { Mode = 0x1FF }, default)).Error;
            case 5:
                return (await files.MakeSymbolicLinkAsync(caller, NodeId.Root, name, "target"u8.ToArray(), default, default)).Error;
            case 6:
                var removed = await files.RemoveAsync(TestStorage.Root, NodeId.Root, name, default);
                return removed.Error == FsError.IsDirectory ? (await files.RemoveDirectoryAsync(TestStorage.Root, NodeId.Root, name, default)).Error : removed.Error;
            case 7:
                return (await files.RenameAsync(TestStorage.Root, NodeId.Root, name, NodeId.Root, FileName.FromText($"n{random.Next(Names)}"), default)).Error;
            case 8:
                return await ChangeAsync(files, name, new AttributeChanges { Uid = Owners[random.Next(Owners.Length)] });
            case 9:
                return await ChangeAsync(files, name, new AttributeChanges { Size = (ulong)random.Next(400_000), Uid = random.Next(3) == 0 ? 1002 : null });
            case 10:
                var linked = await files.LookupAsync(TestStorage.Root, NodeId.Root, name, default);
                return linked.IsSuccess
                    ? (await files.LinkAsync(TestStorage.Root, linked.Value.Node.Node, NodeId.Root, FileName.FromText($"n{random.Next(Names)}"), default)).Error
                    : linked.Error;
            case 11:
                files.Fold();
                return FsError.None;
            default:
                return (await storage.Engine.DrainShareAsync(storage.Definition.Id, default)).Error;
        }
    }

    private static async Task<FsError> WriteAsync(ShareFileSystem files, CallContext caller, FileName name, Random random)
    {
        var made = await files.CreateFileAsync(caller, NodeId.Root, name, CreateDisposition.Unchecked, new AttributeChanges { Mode = 0x1B6 }, 0, default);
        return made.IsSuccess
            ? (await files.WriteAsync(
                caller, made.Value.Node.Node, (ulong)random.Next(200_000), new byte[random.Next(1, 200_000)], random.Next(3) == 0 ? WriteStability.FileSync : WriteStability.Unstable, default)).Error
            : made.Error;
    }

    private static async Task<FsError> ChangeAsync(ShareFileSystem files, FileName name, AttributeChanges changes)
    {
        var found = await files.LookupAsync(TestStorage.Root, NodeId.Root, name, default);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var wanted = found.Value.Node.Kind == NodeKind.File ? changes : changes with { Size = null };
        return (await files.SetAttributesAsync(TestStorage.Root, found.Value.Node.Node, wanted, null, default)).Error;
    }
}
