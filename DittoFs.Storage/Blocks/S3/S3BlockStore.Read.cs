using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.S3;

/// <content>What reads one block.</content>
internal sealed partial class S3BlockStore
{
    /// <inheritdoc/>
    public async ValueTask<FsResult<int>> ReadAsync(BlockId block, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (destination.IsEmpty)
        {
            var length = await GetLengthAsync(block, cancellationToken);
            return length.IsSuccess ? 0 : length.Error;
        }

        var admitted = await admission.EnsureAsync(cancellationToken);
        return !admitted.IsSuccess ? admitted.Error : await client.RunAsync(
            (s3, token) => GetAsync(s3, block, offset, destination.Length, async response => await FillAsync(response, destination, token), 0, token), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Asks for a byte and not for the head: the answer to that has no body that tells a missing block from a missing bucket.</remarks>
    public async ValueTask<FsResult<long>> GetLengthAsync(BlockId block, CancellationToken cancellationToken)
    {
        var admitted = await admission.EnsureAsync(cancellationToken);
        return !admitted.IsSuccess ? admitted.Error : await client.RunAsync(
            (s3, token) => GetAsync(s3, block, 0, 1, static response => Task.FromResult(ParseLength(response)), 0L, token), cancellationToken);
    }

    /// <summary>Gets a range; <paramref name="beyond"/> is the answer when it begins behind the block's end.</summary>
    private async Task<FsResult<T>> GetAsync<T>(
        AmazonS3Client s3, BlockId block, long offset, int length, Func<GetObjectResponse, Task<FsResult<T>>> use, T beyond, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = options.Bucket, Key = keys.Block(block), ByteRange = new ByteRange(offset, offset + length - 1) };
        try
        {
            using var response = await s3.GetObjectAsync(request, cancellationToken);
            return await use(response);
        }
        catch (AmazonS3Exception exception) when (S3ErrorMap.Is(exception, S3ErrorMap.InvalidRange))
        {
            return beyond;
        }
    }

    /// <summary>Reads the body, which a service that knows no ranges would make longer than what was asked for.</summary>
    private static async Task<FsResult<int>> FillAsync(GetObjectResponse response, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (response.ContentLength > destination.Length)
        {
            return FsError.InputOutput;
        }

        var length = await response.ResponseStream.ReadAtLeastAsync(destination, (int)response.ContentLength, throwOnEndOfStream: false, cancellationToken);
        return length == response.ContentLength ? length : FsError.Unavailable;
    }

    /// <summary>The length behind the slash of <c>bytes 0-0/LENGTH</c> (RFC 9110 section 14.4).</summary>
    private static FsResult<long> ParseLength(GetObjectResponse response)
    {
        var range = response.ContentRange ?? "";
        return long.TryParse(range.AsSpan(range.IndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : FsError.InputOutput;
    }
}
