using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.S3;

/// <content>What puts a block.</content>
internal sealed partial class S3BlockStore
{
    /// <inheritdoc/>
    public async ValueTask<FsResult> PutAsync(BlockId block, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var admitted = await admission.EnsureAsync(cancellationToken);
        if (!admitted.IsSuccess)
        {
            return admitted;
        }

        var length = parts.Sum(static part => (long)part.Length);
        return length > options.MultipartThresholdBytes
            ? await PutInPartsAsync(block, parts, length, cancellationToken)
            : (await client.RunAsync((s3, attempt) => PutWholeAsync(s3, block, parts, length, attempt), cancellationToken)).Error;
    }

    private const string PayloadHashHeader = "x-amz-content-sha256";

    /// <summary>The connection proves the body, which so need not be hashed for the signature as well.</summary>
    private bool IsEncrypted => options.Endpoint is null || options.Endpoint.Scheme == Uri.UriSchemeHttps;

    private async Task<FsResult<bool>> PutWholeAsync(
        AmazonS3Client s3, BlockId block, IReadOnlyList<ReadOnlyMemory<byte>> parts, long length, S3Attempt attempt)
    {
        await using var body = new BlockPartsStream(parts, 0, length, attempt.Progressed);
        var request = new PutObjectRequest
        {
            BucketName = options.Bucket,
            Key = keys.Block(block),
            InputStream = body,
            AutoCloseStream = false,
            UseChunkEncoding = false,
            ContentType = "application/octet-stream",
            DisablePayloadSigning = IsEncrypted,
        };
        if (!IsEncrypted)
        {
            request.Headers[PayloadHashHeader] = HashPayload(parts);
        }

        await s3.PutObjectAsync(request, attempt.Token);
        return true;
    }

    /// <summary>What the signature covers of a body. The vendor's client would read the body once more for it, in pieces of a few KiB.</summary>
    private static string HashPayload(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(part.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Puts a large block part by part. It can be seen when the last step is done; one that fails is called off, so that its parts are not kept and paid for.</summary>
    private async Task<FsResult> PutInPartsAsync(BlockId block, IReadOnlyList<ReadOnlyMemory<byte>> parts, long length, CancellationToken cancellationToken)
    {
        var begun = await client.RunAsync<string>(
            async (s3, token) => (await s3.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = options.Bucket, Key = keys.Block(block) }, token)).UploadId,
            cancellationToken);
        if (!begun.IsSuccess)
        {
            return begun.Error;
        }

        var completed = false;
        try
        {
            var stored = await PutPartsAsync(block, begun.Value, parts, length, cancellationToken);
            completed = stored.IsSuccess;
            return stored;
        }
        finally
        {
            if (!completed)
            {
                // Best effort, and also for a caller who gave up: what is left is for the next collection.
                await AbortAsync(keys.Block(block), begun.Value, CancellationToken.None);
            }
        }
    }

    private async Task<FsResult> PutPartsAsync(
        BlockId block, string upload, IReadOnlyList<ReadOnlyMemory<byte>> parts, long length, CancellationToken cancellationToken)
    {
        List<PartETag> tags = [];
        for (var offset = 0L; offset < length; offset += options.PartBytes)
        {
            var (number, from) = (tags.Count + 1, offset);
            var put = await client.RunAsync((s3, attempt) => PutPartAsync(s3, block, upload, number, parts, from, Math.Min(options.PartBytes, length - from), attempt), cancellationToken);
            if (!put.IsSuccess)
            {
                return put.Error;
            }

            tags.Add(new PartETag(number, put.Value));
        }

        var request = new CompleteMultipartUploadRequest { BucketName = options.Bucket, Key = keys.Block(block), UploadId = upload, PartETags = tags };
        return (await client.RunAsync<CompleteMultipartUploadResponse>(async (s3, token) => await s3.CompleteMultipartUploadAsync(request, token), cancellationToken)).Error;
    }

    private async Task<FsResult<string>> PutPartAsync(
        AmazonS3Client s3, BlockId block, string upload, int number, IReadOnlyList<ReadOnlyMemory<byte>> parts, long offset, long length, S3Attempt attempt)
    {
        await using var body = new BlockPartsStream(parts, offset, length, attempt.Progressed);
        var request = new UploadPartRequest
        {
            BucketName = options.Bucket,
            Key = keys.Block(block),
            UploadId = upload,
            PartNumber = number,
            PartSize = length,
            InputStream = body,
            UseChunkEncoding = false,
            DisablePayloadSigning = IsEncrypted,
        };
        return (await s3.UploadPartAsync(request, attempt.Token)).ETag;
    }
}
