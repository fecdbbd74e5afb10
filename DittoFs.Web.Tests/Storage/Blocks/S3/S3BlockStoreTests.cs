using System.Text;
using Amazon.S3.Model;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Blocks.S3;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Conformance;
using DittoFs.Web.Tests.Support;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.Blocks.S3;

[Trait("Needs", "S3")]
public sealed class S3BlockStoreTests : BlockStoreConformance
{
    private static readonly ShareId Share = TestRecords.Share(1);
    private static readonly byte[] HandleKey = [.. Enumerable.Range(1, 32).Select(static value => (byte)value)];
    private readonly string prefix = $"test/{Guid.NewGuid():N}/";

    private string MarkerKey => $"{prefix}{Share}/store.json";

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await S3TestEndpoint.RemoveAsync(prefix);
    }

    protected override async Task<IBlockStore> OpenStoreAsync()
    {
        await S3TestEndpoint.EnsureBucketAsync();
        return await OpenAsync(S3TestEndpoint.Options(prefix), Share);
    }

    [Fact]
    public async Task Blocks_SurviveAReopen()
    {
        Assert.True(Store.IsPersistent);
        await PutAsync(Block(1), [1, 2, 3]);
        await ReopenAsync();
        await AssertContentAsync(Block(1), [1, 2, 3]);
        Assert.Equal([$"{prefix}{Share}/blocks/{Block(1)}", MarkerKey], await S3TestEndpoint.ListAsync(prefix));
    }

    [Fact]
    public async Task Put_AboveTheThreshold_IsStoredInPartsAndReadsBackWhole()
    {
        var bytes = new byte[(11 << 20) + 7];
        new Random(1).NextBytes(bytes);
        await using var store = await OpenAsync(S3TestEndpoint.Options(prefix) with { MultipartThresholdBytes = 5 << 20, PartBytes = 5 << 20 }, Share);
        Assert.Equal(FsResult.Success, await store.PutAsync(Block(1), [bytes.AsMemory(0, 6_000_000), bytes.AsMemory(6_000_000)], None));
        await AssertContentAsync(Block(1), bytes);

        using var client = S3TestEndpoint.MakeClient();
        var stored = await client.GetObjectMetadataAsync(S3TestEndpoint.Options(prefix).Bucket, $"{prefix}{Share}/blocks/{Block(1)}");
        Assert.EndsWith("-3\"", stored.ETag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_InPartsThatFail_LeavesNothingBehind()
    {
        var options = S3TestEndpoint.Options(prefix) with { MultipartThresholdBytes = 5 << 20, PartBytes = 1 << 20 };
        await using var store = await OpenAsync(options, Share);
        Assert.NotEqual(FsError.None, (await store.PutAsync(Block(1), [new byte[6 << 20]], None)).Error);
        Assert.Empty(await ListAsync());

        using var client = S3TestEndpoint.MakeClient();
        var uploads = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = options.Bucket, Prefix = prefix });
        Assert.Empty(uploads.MultipartUploads ?? []);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(6 << 20)]
    public async Task Put_WhoseBytesAreChangedOnTheWay_IsRefused(int length)
    {
        var options = S3TestEndpoint.Options(prefix) with { MultipartThresholdBytes = 5 << 20, PartBytes = 5 << 20 };
        await using var wire = new CutWire(options.Endpoint!);
        wire.Mend();
        await using var store = await OpenAsync(options with { Endpoint = wire.Endpoint }, Share);
        var bytes = new byte[length];
        bytes.AsSpan().Fill(0xAA);
        wire.Tamper = passing =>
        {
            // Nothing that comes before a body has such a byte.
            if (passing.Span.IndexOf((byte)0xAA) is >= 0 and var found)
            {
                passing.Span[found] ^= 1;
                wire.Tamper = null;
            }
        };

        Assert.NotEqual(FsError.None, (await store.PutAsync(Block(1), [bytes], None)).Error);
        Assert.Empty(await ListAsync());
        Assert.Equal(FsResult.Success, await store.PutAsync(Block(1), [bytes], None));
        await AssertContentAsync(Block(1), bytes);
    }

    [Fact]
    public async Task TwoShares_WithOnePlace_NeverSeeEachOthersBlocks()
    {
        await using var other = await OpenAsync(S3TestEndpoint.Options(prefix), TestRecords.Share(2));
        await PutAsync(Block(1), [1]);
        Assert.Equal(FsError.NotFound, (await other.GetLengthAsync(Block(1), None)).Error);
        await other.DeleteAsync(Block(1), None);
        await AssertContentAsync(Block(1), [1]);
    }

    [Fact]
    public async Task List_OfMoreThanAPage_HasAll()
    {
        await Parallel.ForEachAsync(Enumerable.Range(1, 1_005), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) => await PutAsync(Block(number), [1]));
        Assert.Equal(1_005, (await ListAsync()).Select(static block => block.Block).Distinct().Count());
    }

    [Fact]
    public Task Open_WithOtherMetadata_IsRefused() => AssertRefusedAsync("other metadata", new byte[32]);

    [Fact]
    public async Task Open_WithMetadataThatDoNotLast_TakesTheBlocks()
    {
        await using var store = await S3BlockStore.OpenAsync(S3TestEndpoint.Options(prefix), Share, default, TimeProvider.System, None);
        Assert.True(store.IsPersistent);
    }

    [Fact]
    public async Task Open_OfAnUnknownFormat_IsRefused()
    {
        await WriteMarkerAsync($$"""{"format":2,"share":"{{Share}}","handleKey":""}""");
        await AssertRefusedAsync("format version 2", HandleKey);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"format\":1}")]
    public async Task Open_WithADamagedMarker_IsRefused(string marker)
    {
        await WriteMarkerAsync(marker);
        await AssertRefusedAsync("backup", HandleKey);
    }

    [Fact]
    public async Task Open_OfAPlaceThatLostItsMarker_IsRefused()
    {
        await PutAsync(Block(1), [1]);
        await S3TestEndpoint.RemoveAsync(MarkerKey);
        await AssertRefusedAsync($"{Block(1)}", HandleKey);
        Assert.Single(await S3TestEndpoint.ListAsync(prefix));
    }

    [Fact]
    public async Task Open_ByManyAtOnce_MakesOneMarker()
    {
        var share = TestRecords.Share(3);
        var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenAsync(S3TestEndpoint.Options(prefix), share)));
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }

        Assert.Single(await S3TestEndpoint.ListAsync($"{prefix}{share}/"));
    }

    [Fact]
    public async Task Open_OfABucketThatIsNotThere_IsRefused()
    {
        var options = S3TestEndpoint.Options(prefix) with { Bucket = "no-such-bucket-of-ours" };
        await Assert.ThrowsAsync<StorageStartException>(() => OpenAsync(options, Share));
    }

    [Fact]
    public async Task Open_WithAWrongSecret_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<StorageStartException>(() => OpenAsync(S3TestEndpoint.Options(prefix) with { SecretKey = "not-the-secret" }, Share));
        Assert.DoesNotContain("not-the-secret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WhileTheServiceIsAway_ChecksTheMarkerBeforeTheFirstBlock()
    {
        await WriteMarkerAsync($$"""{"format":1,"share":"{{Share}}","handleKey":"{{Convert.ToBase64String(new byte[32])}}"}""");
        await using var wire = new CutWire(S3TestEndpoint.Options(prefix).Endpoint!);
        await using var store = await S3BlockStore.OpenAsync(S3TestEndpoint.Options(prefix) with { Endpoint = wire.Endpoint }, Share, HandleKey, TimeProvider.System, None);
        Assert.Equal(FsError.Unavailable, (await store.PutAsync(Block(1), [new byte[1]], None)).Error);

        wire.Mend();
        await UntilAsync(async () => (await store.CheckAsync(None)).Detail?.Contains("other metadata", StringComparison.Ordinal) == true);
        Assert.Equal(FsError.Unavailable, (await store.PutAsync(Block(1), [new byte[1]], None)).Error);

        await WriteMarkerAsync($$"""{"format":1,"share":"{{Share}}","handleKey":"{{Convert.ToBase64String(HandleKey)}}"}""");
        await UntilAsync(async () => (await store.CheckAsync(None)).Error == FsError.None);
        Assert.Equal(FsResult.Success, await store.PutAsync(Block(1), [new byte[1]], None));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Yield();
        }
    }

    private static Task<S3BlockStore> OpenAsync(S3BlockStoreOptions options, ShareId share) => S3BlockStore.OpenAsync(options, share, HandleKey, TimeProvider.System, None);

    private async Task WriteMarkerAsync(string text)
    {
        using var client = S3TestEndpoint.MakeClient();
        await using var body = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await client.PutObjectAsync(new PutObjectRequest { BucketName = S3TestEndpoint.Options("").Bucket, Key = MarkerKey, InputStream = body, UseChunkEncoding = false });
    }

    private async Task AssertRefusedAsync(string words, byte[] handleKey)
    {
        var refused = await Assert.ThrowsAsync<StorageStartException>(
            () => S3BlockStore.OpenAsync(S3TestEndpoint.Options(prefix), Share, handleKey, TimeProvider.System, None));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }
}
