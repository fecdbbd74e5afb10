using System.Security.Cryptography;
using Amazon.S3.Model;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.S3;

/// <summary>One object that is written, read and removed: all that a block store needs to be allowed.</summary>
internal sealed class S3RoundTrip(S3Client client, string bucket, string key)
{
    private readonly byte[] bytes = RandomNumberGenerator.GetBytes(1000);

    /// <summary>Runs the steps until one fails.</summary>
    /// <returns>The name of the last step, in words that follow "could not be", and how it ended.</returns>
    public async Task<(string Step, FsError Error)> RunAsync(CancellationToken cancellationToken)
    {
        var written = await PutAsync(cancellationToken);
        if (written != FsError.None)
        {
            return ("written", written);
        }

        var read = await ReadAsync(cancellationToken);
        var removed = await client.RunAsync<DeleteObjectResponse>(async (s3, token) => await s3.DeleteObjectAsync(bucket, key, token), cancellationToken);
        return read != FsError.None ? ("read as it was written", read) : ("removed", removed.Error);
    }

    private async Task<FsError> PutAsync(CancellationToken cancellationToken)
    {
        await using var body = new BlockPartsStream([bytes], 0, bytes.Length);
        var request = new PutObjectRequest { BucketName = bucket, Key = key, InputStream = body, AutoCloseStream = false, UseChunkEncoding = false };
        return (await client.RunAsync<PutObjectResponse>(async (s3, token) => await s3.PutObjectAsync(request, token), cancellationToken)).Error;
    }

    /// <summary>A service that stores something else than it was sent is one that blocks can't lie in.</summary>
    private async Task<FsError> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await client.RunAsync<byte[]>(
            async (s3, token) =>
            {
                using var response = await s3.GetObjectAsync(bucket, key, token);
                var found = new byte[bytes.Length + 1];
                var length = await response.ResponseStream.ReadAtLeastAsync(found, found.Length, throwOnEndOfStream: false, token);
                return found[..length];
            },
            cancellationToken);
        return !read.IsSuccess ? read.Error : read.Value.AsSpan().SequenceEqual(bytes) ? FsError.None : FsError.Corrupt;
    }
}
