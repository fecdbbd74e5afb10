using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DittoFs.Storage.Blocks.S3;

namespace DittoFs.Web.Tests.Storage.Blocks.S3;

/// <summary>
/// The S3 service that the tests with the trait <c>Needs=S3</c> run against, from the environment: <c>DITTOFS_TEST_S3_ENDPOINT</c>,
/// <c>DITTOFS_TEST_S3_ACCESS_KEY</c>, <c>DITTOFS_TEST_S3_SECRET_KEY</c>, and <c>DITTOFS_TEST_S3_BUCKET</c>, which is made when it is not there.
/// </summary>
internal static class S3TestEndpoint
{
    private static readonly S3HttpClients Connections = new(connectionsMax: 16, TimeSpan.FromSeconds(10));

    /// <summary>Options for a place in the bucket that nobody else uses.</summary>
    public static S3BlockStoreOptions Options(string prefix) => new()
    {
        Endpoint = new Uri(Read("DITTOFS_TEST_S3_ENDPOINT")),
        Bucket = Read("DITTOFS_TEST_S3_BUCKET"),
        Prefix = prefix,
        PathStyle = true,
        AccessKey = Read("DITTOFS_TEST_S3_ACCESS_KEY"),
        SecretKey = Read("DITTOFS_TEST_S3_SECRET_KEY"),
    };

    /// <summary>The same as a place for a share's blocks.</summary>
    public static DittoFs.Storage.Shares.S3Location Location(string prefix)
    {
        var options = Options(prefix);
        return new DittoFs.Storage.Shares.S3Location
        {
            Bucket = options.Bucket, Endpoint = options.Endpoint, Prefix = options.Prefix, PathStyle = true, AccessKey = options.AccessKey, SecretKey = options.SecretKey,
        };
    }

    /// <summary>A client of our own, to see and change what the store under test does not show.</summary>
    public static AmazonS3Client MakeClient()
    {
        var options = Options("");
        var config = new AmazonS3Config
        {
            ServiceURL = options.Endpoint!.AbsoluteUri,
            ForcePathStyle = true,
            HttpClientFactory = Connections,
            AuthenticationRegion = options.Region,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        return new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }

    /// <summary>Makes the bucket if it is not there.</summary>
    public static async Task EnsureBucketAsync()
    {
        using var client = MakeClient();
        var bucket = Options("").Bucket;
        if ((await client.ListBucketsAsync()).Buckets?.Any(found => found.BucketName == bucket) != true)
        {
            await client.PutBucketAsync(bucket);
        }
    }

    /// <summary>The keys below <paramref name="prefix"/>.</summary>
    public static async Task<List<string>> ListAsync(string prefix)
    {
        using var client = MakeClient();
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = Options("").Bucket, Prefix = prefix };
        await foreach (var found in client.Paginators.ListObjectsV2(request).S3Objects)
        {
            keys.Add(found.Key);
        }

        return keys;
    }

    /// <summary>Removes all below <paramref name="prefix"/>.</summary>
    public static async Task RemoveAsync(string prefix)
    {
        using var client = MakeClient();
        foreach (var key in await ListAsync(prefix))
        {
            await client.DeleteObjectAsync(Options("").Bucket, key);
        }
    }

    private static string Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"{variable} is not set: see docs/testing.md on how these tests find a server.");
}
