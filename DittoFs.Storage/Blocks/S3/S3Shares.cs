using Amazon.S3.Model;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.S3;

/// <summary>Finds the shares that have something in a place.</summary>
internal static class S3Shares
{
    /// <summary>Lists the identities that keys begin with behind the prefix.</summary>
    public static async Task<FsResult<IReadOnlyList<ShareId>>> ListAsync(S3BlockStoreOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var client = new S3Client(options, clock);
        List<ShareId> found = [];
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = options.Prefix, Delimiter = "/", ContinuationToken = next };
            var page = await client.RunAsync<ListObjectsV2Response>(async (s3, token) => await s3.ListObjectsV2Async(request, token), cancellationToken);
            if (!page.IsSuccess)
            {
                return page.Error;
            }

            foreach (var key in page.Value.CommonPrefixes ?? [])
            {
                if (Guid.TryParse(key.AsSpan(options.Prefix.Length).TrimEnd('/'), out var id))
                {
                    found.Add(new ShareId(id));
                }
            }

            next = page.Value.IsTruncated == true ? page.Value.NextContinuationToken : null;
        }
        while (next is not null);
        return found;
    }
}
