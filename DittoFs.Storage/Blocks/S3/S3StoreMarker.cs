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
    /// <exception cref="StorageStartException">The store is away, another's, of an unknown version or damaged.</exception>
    public async Task CheckOrCreateAsync(StoreIdentity identity, CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is { } found)
        {
            Check(found, identity);
            return;
        }

        var foreign = await FindAnyAsync(cancellationToken);
        if (foreign is null && await TryCreateAsync(identity, cancellationToken))
        {
            return;
        }

        // Another server may have made it since, and even put blocks.
        Check(await ReadAsync(cancellationToken) ?? throw new StorageStartException(
            $"{options} has no '{keys.Marker}' but holds '{foreign}'. Name another prefix, or restore the object from a backup."), identity);
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

    private async Task<Content?> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await client.RunAsync<byte[]>(GetAsync, cancellationToken);
        if (read.Error == FsError.NotFound)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(Demand(read), S3MarkerJson.Default.Content)
                ?? throw new StorageStartException($"'{keys.Marker}' in {options} is empty. Restore it from a backup.");
        }
        catch (JsonException exception)
        {
            throw new StorageStartException($"'{keys.Marker}' in {options} can't be read: {exception.Message} Restore it from a backup.", exception);
        }
    }

    private async Task<FsResult<byte[]>> GetAsync(AmazonS3Client s3, CancellationToken cancellationToken)
    {
        using var response = await s3.GetObjectAsync(new GetObjectRequest { BucketName = options.Bucket, Key = keys.Marker }, cancellationToken);
        var bytes = new byte[LengthMax];
        var length = await response.ResponseStream.ReadAtLeastAsync(bytes, LengthMax, throwOnEndOfStream: false, cancellationToken);
        return bytes[..length];
    }

    private async Task<string?> FindAnyAsync(CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = keys.Root, MaxKeys = 1 };
        var page = await client.RunAsync<ListObjectsV2Response>(async (s3, token) => await s3.ListObjectsV2Async(request, token), cancellationToken);
        return Demand(page).S3Objects?.FirstOrDefault()?.Key;
    }

    /// <summary>Writes the marker unless another server was first.</summary>
    private async Task<bool> TryCreateAsync(StoreIdentity identity, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new Content(FormatVersion, identity.Share.Value, identity.HandleKey.ToArray()), S3MarkerJson.Default.Content);
        return Demand(await client.RunAsync((s3, token) => PutOnceAsync(s3, json, token), cancellationToken));
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

    private T Demand<T>(FsResult<T> result) => result.IsSuccess
        ? result.Value
        : throw new StorageStartException($"{options} can't be used ({result.Error}): check that the service runs, the bucket exists and the credentials may use it.");

    /// <summary>What the object says.</summary>
    internal sealed record Content(
        [property: JsonPropertyName("format"), JsonRequired] int Format,
        [property: JsonPropertyName("share"), JsonRequired] Guid Share,
        [property: JsonPropertyName("handleKey"), JsonRequired] byte[] HandleKey);

    [JsonSerializable(typeof(Content))]
    private sealed partial class S3MarkerJson : JsonSerializerContext;
}
