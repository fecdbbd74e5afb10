using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.S3;
using Amazon.S3.Model;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.S3;

/// <summary>Whose blocks a store has.</summary>
/// <param name="Share">The share.</param>
/// <param name="HandleKey">The key of the share's handles, which is drawn once with its metadata; empty where metadata do not last.</param>
internal readonly record struct StoreIdentity(ShareId Share, ReadOnlyMemory<byte> HandleKey);

/// <summary>
/// The object <c>store.json</c> of a share. It keeps blocks of an unknown format from being read, and blocks that a share's metadata do not know, because
/// those were lost or belong to another server, from being taken for garbage.
/// </summary>
internal sealed partial class S3StoreMarker(S3Client client, S3BlockStoreOptions options, S3Keys keys)
{
    /// <summary>The layout's version that this build reads and writes.</summary>
    public const int FormatVersion = 1;

    private const int LengthMax = 4096;

    /// <summary>Checks the marker, or writes one where the share has nothing yet.</summary>
    /// <returns>Success, or <see cref="FsError.Unavailable"/> when the service does not answer or has no time.</returns>
    /// <exception cref="StorageStartException">The store refuses us, is another's, of an unknown version or damaged.</exception>
    public async Task<FsResult> CheckOrCreateAsync(StoreIdentity identity, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(cancellationToken);
        if (found.Error != FsError.NotFound)
        {
            return Check(found, identity);
        }

        var foreign = await FindAnyAsync(cancellationToken);
        if (!foreign.IsSuccess)
        {
            return foreign.Error;
        }

        if (foreign.Value is null)
        {
            var created = await TryCreateAsync(identity, cancellationToken);
            if (!created.IsSuccess || created.Value)
            {
                return created.Error;
            }
        }

        // Another server may have made it since, and even put blocks.
        var other = await ReadAsync(cancellationToken);
        return other.Error != FsError.NotFound ? Check(other, identity) : throw new StorageStartException(
            $"{options} has no '{keys.Marker}' but holds '{foreign.Value}'. Name another prefix, or restore the object from a backup.");
    }

    /// <summary>Asks for the marker's bytes, to see whether the service answers.</summary>
    public async Task<FsResult> TouchAsync(CancellationToken cancellationToken) => (await client.RunAsync<byte[]>(GetAsync, cancellationToken)).Error;

    private FsResult Check(FsResult<Content> marker, StoreIdentity identity)
    {
        if (marker.IsSuccess)
        {
            Check(marker.Value, identity);
        }

        return marker.Error;
    }

    private void Check(Content marker, StoreIdentity identity)
    {
        if (marker.Format != FormatVersion)
        {
            throw new StorageStartException(
                $"'{keys.Marker}' in {options} has format version {marker.Format}, this build reads {FormatVersion}. Start the build that wrote it. Nothing was changed.");
        }

        if (marker.Share != identity.Share.Value)
        {
            throw new StorageStartException($"'{keys.Marker}' in {options} belongs to share {marker.Share}, not to {identity.Share}. Name another prefix.");
        }

        if (marker.HandleKey.Length > 0 && !identity.HandleKey.IsEmpty && !identity.HandleKey.Span.SequenceEqual(marker.HandleKey))
        {
            throw new StorageStartException(
                $"The blocks in {options} were written with other metadata of share {identity.Share} than those that this server has. "
                + "Restore the metadata from a backup, or name another prefix. Nothing was changed.");
        }
    }

    private async Task<FsResult<Content>> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await client.RunAsync<byte[]>(GetAsync, cancellationToken);
        if (read.Error == FsError.NotFound || !IsUsable(read.Error))
        {
            return read.Error;
        }

        try
        {
            return JsonSerializer.Deserialize(read.Value, S3MarkerJson.Default.Content)
                ?? throw new StorageStartException($"'{keys.Marker}' in {options} is empty. Restore it from a backup.");
        }
        catch (JsonException exception)
        {
            throw new StorageStartException($"'{keys.Marker}' in {options} can't be read: {exception.Message} Restore it from a backup.", exception);
        }
    }

    private async Task<FsResult<byte[]>> GetAsync(AmazonS3Client s3, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await s3.GetObjectAsync(new GetObjectRequest { BucketName = options.Bucket, Key = keys.Marker }, cancellationToken);
            var bytes = new byte[LengthMax];
            var length = await response.ResponseStream.ReadAtLeastAsync(bytes, LengthMax, throwOnEndOfStream: false, cancellationToken);
            return bytes[..length];
        }
        catch (AmazonS3Exception exception) when (S3ErrorMap.Is(exception, S3ErrorMap.NoSuchBucket))
        {
            throw new StorageStartException($"{options} can't be used: there is no bucket '{options.Bucket}'. Make it, or name another.", exception);
        }
    }

    private async Task<FsResult<string?>> FindAnyAsync(CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = keys.Root, MaxKeys = 1 };
        var page = await client.RunAsync<ListObjectsV2Response>(async (s3, token) => await s3.ListObjectsV2Async(request, token), cancellationToken);
        return IsUsable(page.Error) ? page.Value.S3Objects?.FirstOrDefault()?.Key : page.Error;
    }

    /// <summary>Writes the marker unless another server was first.</summary>
    private async Task<FsResult<bool>> TryCreateAsync(StoreIdentity identity, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new Content(FormatVersion, identity.Share.Value, identity.HandleKey.ToArray()), S3MarkerJson.Default.Content);
        var created = await client.RunAsync<bool>((s3, token) => PutOnceAsync(s3, json, token), cancellationToken);
        return IsUsable(created.Error) ? created.Value : created.Error;
    }

    private async Task<FsResult<bool>> PutOnceAsync(AmazonS3Client s3, byte[] json, CancellationToken cancellationToken)
    {
        await using var body = new MemoryStream(json);
        try
        {
            var request = new PutObjectRequest
            {
                BucketName = options.Bucket,
                Key = keys.Marker,
                InputStream = body,
                IfNoneMatch = "*",
                UseChunkEncoding = false,
                ContentType = "application/json",
            };
            await s3.PutObjectAsync(request, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception exception) when (S3ErrorMap.Is(exception, S3ErrorMap.PreconditionFailed))
        {
            return false;
        }
    }

    /// <summary>True for a success, false for a service that is away, which comes back by itself.</summary>
    private bool IsUsable(FsError error) => error switch
    {
        FsError.None => true,
        FsError.Unavailable => false,
        _ => throw new StorageStartException($"{options} can't be used ({error}): check that the bucket exists and the credentials may use it."),
    };

    /// <summary>What the object says.</summary>
    internal sealed record Content(
        [property: JsonPropertyName("format"), JsonRequired] int Format,
        [property: JsonPropertyName("share"), JsonRequired] Guid Share,
        [property: JsonPropertyName("handleKey"), JsonRequired] byte[] HandleKey);

    [JsonSerializable(typeof(Content))]
    private sealed partial class S3MarkerJson : JsonSerializerContext;
}
