using Amazon.S3;
using Amazon.S3.Model;
using DittoFs.Storage.Blocks.S3;
using DittoFs.Storage.Collection;
using DittoFs.Storage.Content.Upload;
using DittoFs.Storage.Metadata.Memory;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Blocks.S3;

/// <summary>Puts in parts of which the server died: no listing of blocks shows them, and the service keeps their parts until somebody calls them off.</summary>
[Trait("Needs", "S3")]
public sealed class S3UnfinishedUploadTests : IAsyncLifetime
{
    private static readonly ShareId Share = TestRecords.Share(1);
    private readonly string prefix = $"test/{Guid.NewGuid():N}/";
    private readonly AmazonS3Client service = S3TestEndpoint.MakeClient();
    private string bucket = S3TestEndpoint.Options("").Bucket;

    public Task InitializeAsync() => S3TestEndpoint.EnsureBucketAsync();

    public async Task DisposeAsync()
    {
        foreach (var upload in await ListAsync())
        {
            await service.AbortMultipartUploadAsync(bucket, upload.Key, upload.UploadId);
        }

        await S3TestEndpoint.RemoveAsync(prefix);
        service.Dispose();
    }

    [Fact]
    public async Task Erase_CallsOffThoseOfTheShare_AndOfNoOther()
    {
        await using var store = await OpenAsync();
        await BeginAsync(Share, 1);
        await BeginAsync(Share, 2);
        var others = await BeginAsync(TestRecords.Share(2), 1);

        Assert.Equal(FsResult.Success, await store.EraseAsync(default));

        Assert.Equal([others], (await ListAsync()).Select(static upload => upload.UploadId));
        Assert.Empty(await S3TestEndpoint.ListAsync($"{prefix}{Share}/"));
    }

    [Fact]
    public async Task Collection_CallsOffWhatIsOlderThanTheGrace()
    {
        using var directory = new TemporaryDirectory();
        await using var metadata = new MemoryMetadataStore();
        await using var store = await OpenAsync();
        var clock = new ShiftedClock();
        var grace = TimeSpan.FromHours(1);
        await BeginAsync(Share, 1);
        Assert.Equal(FsResult.Success, await store.PutAsync(TestRecords.Block(2), [new byte[1]], default));

        await CollectAsync(dryRun: false);
        Assert.Single(await ListAsync());

        clock.Advance(grace + TimeSpan.FromMinutes(5));
        await CollectAsync(dryRun: true);
        Assert.Single(await ListAsync());

        await CollectAsync(dryRun: false);
        Assert.Empty(await ListAsync());
        Assert.Equal(FsError.None, (await store.GetLengthAsync(TestRecords.Block(2), default)).Error);

        async Task CollectAsync(bool dryRun)
        {
            var collector = new BlockCollector([new(Share, "far", store, metadata, static () => new(FsResult.Success))], new BlocksUnderWay(), directory.Path, clock);
            Assert.Null((await collector.RunAsync(new CandidateFile(directory.Combine("candidates")), grace, dryRun, null, default)).Reason);
        }
    }

    [Fact]
    public async Task Remove_OfMoreThanAPage_TakesAll()
    {
        await using var store = await OpenAsync();
        var begins = new ParallelOptions { MaxDegreeOfParallelism = 16 };
        await Parallel.ForEachAsync(Enumerable.Range(1, 1_005), begins, async (number, _) => await BeginAsync(Share, 1 + (number % 7)));
        Assert.Equal(FsResult.Success, await store.RemoveUnfinishedAsync(DateTimeOffset.MaxValue, default));
        Assert.Empty(await ListAsync());
    }

    /// <summary>An account that may do what blocks need, and no more.</summary>
    [Fact]
    public async Task Remove_WhereTheListingIsRefused_LeavesThemToTheBucketsOwnRule()
    {
        bucket = $"refusing-{Guid.NewGuid():N}";
        await service.PutBucketAsync(bucket);
        try
        {
            var statement = """{"Effect":"Deny","Principal":"*","Action":"s3:ListBucketMultipartUploads","Resource":"arn:aws:s3:::""" + bucket + "\"}";
            await service.PutBucketPolicyAsync(bucket, """{"Version":"2012-10-17","Statement":[""" + statement + "]}");
            await Assert.ThrowsAsync<AmazonS3Exception>(ListAsync);
            await using var store = await OpenAsync();

            Assert.Equal(FsResult.Success, await store.RemoveUnfinishedAsync(DateTimeOffset.MaxValue, default));
            Assert.Equal(FsResult.Success, await store.EraseAsync(default));

            await service.DeleteBucketPolicyAsync(bucket);
        }
        finally
        {
            await service.DeleteBucketAsync(bucket);
            bucket = S3TestEndpoint.Options("").Bucket;
        }
    }

    private Task<S3BlockStore> OpenAsync() =>
        S3BlockStore.OpenAsync(S3TestEndpoint.Options(prefix) with { Bucket = bucket }, Share, default, TimeProvider.System, default);

    /// <summary>Begins to put a block and sends one part of it.</summary>
    private async Task<string> BeginAsync(ShareId share, int block)
    {
        var key = $"{prefix}{share}/blocks/{TestRecords.Block(block)}";
        var begun = await service.InitiateMultipartUploadAsync(bucket, key);
        await using var body = new MemoryStream(new byte[100]);
        await service.UploadPartAsync(new UploadPartRequest
        {
            BucketName = bucket,
            Key = key,
            UploadId = begun.UploadId,
            PartNumber = 1,
            PartSize = body.Length,
            InputStream = body,
            UseChunkEncoding = false,
        });
        return begun.UploadId;
    }

    private async Task<List<MultipartUpload>> ListAsync() =>
        (await service.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket, Prefix = prefix })).MultipartUploads ?? [];
}
