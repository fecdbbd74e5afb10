using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.S3;

/// <content>What calls off puts in parts that never ended: a listing of blocks does not show them, and their parts are kept and paid for.</content>
internal sealed partial class S3BlockStore
{
    /// <inheritdoc/>
    public async ValueTask<FsResult> RemoveUnfinishedAsync(DateTimeOffset begunBefore, CancellationToken cancellationToken)
    {
        var admitted = await admission.EnsureAsync(cancellationToken);
        return admitted.IsSuccess ? await AbortUnfinishedAsync(begunBefore, cancellationToken) : admitted;
    }

    private async Task<FsResult> AbortUnfinishedAsync(DateTimeOffset begunBefore, CancellationToken cancellationToken)
    {
        ListMultipartUploadsRequest? next = new() { BucketName = options.Bucket, Prefix = keys.Root };
        while (next is { } request)
        {
            var page = await client.RunAsync((s3, attempt) => ListUnfinishedAsync(s3, request, attempt.Token), cancellationToken);
            if (!page.IsSuccess)
            {
                return page.Error;
            }

            var found = page.Value;
            foreach (var chunk in (found.MultipartUploads ?? []).Where(upload => IsBegunBefore(upload, begunBefore)).Chunk(ErasedAtOnce))
            {
                var aborted = await Task.WhenAll(chunk.Select(upload => AbortAsync(upload.Key, upload.UploadId, cancellationToken)));
                if (Array.FindIndex(aborted, static result => !result.IsSuccess) is >= 0 and var failed)
                {
                    return aborted[failed];
                }
            }

            next = found.IsTruncated == true
                ? new() { BucketName = options.Bucket, Prefix = keys.Root, KeyMarker = found.NextKeyMarker, UploadIdMarker = found.NextUploadIdMarker }
                : null;
        }

        return FsResult.Success;
    }

    private static bool IsBegunBefore(MultipartUpload upload, DateTimeOffset time) => new DateTimeOffset((upload.Initiated ?? DateTime.UnixEpoch).ToUniversalTime()) < time;

    /// <summary>
    /// One page. A service that has no such listing, or keeps it from this account, counts as one that has nothing unfinished: no other call needs that
    /// permission.
    /// </summary>
    private static async Task<FsResult<ListMultipartUploadsResponse>> ListUnfinishedAsync(
        AmazonS3Client s3, ListMultipartUploadsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await s3.ListMultipartUploadsAsync(request, cancellationToken);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented)
        {
            return new ListMultipartUploadsResponse();
        }
    }

    /// <summary>Calls an upload off; one that is not there any more is a success.</summary>
    private async Task<FsResult> AbortAsync(string key, string upload, CancellationToken cancellationToken)
    {
        var request = new AbortMultipartUploadRequest { BucketName = options.Bucket, Key = key, UploadId = upload };
        return (await client.RunAsync<bool>(
            async (s3, token) =>
            {
                try
                {
                    await s3.AbortMultipartUploadAsync(request, token);
                }
                catch (AmazonS3Exception exception) when (S3ErrorMap.Is(exception, S3ErrorMap.NoSuchUpload))
                {
                    return true;
                }

                return true;
            },
            cancellationToken)).Error;
    }
}
