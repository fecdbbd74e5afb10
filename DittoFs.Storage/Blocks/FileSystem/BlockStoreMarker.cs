using System.Text.Json;
using System.Text.Json.Serialization;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Blocks.FileSystem;

/// <summary>
/// The file <c>store.json</c> that says what a directory is and whose. It keeps a share from taking another's blocks, or a disk that is not
/// mounted, for its own.
/// </summary>
internal static partial class BlockStoreMarker
{
    /// <summary>The layout's version that this build reads and writes.</summary>
    public const int FormatVersion = 1;

    private const string FileName = "store.json";

    /// <summary>Checks the marker of <paramref name="root"/>, or writes one into a directory that is new or empty.</summary>
    /// <exception cref="StorageStartException">The directory is of another share, of an unknown version, damaged or holds other files.</exception>
    public static void CheckOrCreate(string root, ShareId share)
    {
        var path = Path.Combine(root, FileName);
        if (File.Exists(path))
        {
            Check(Read(path), root, share);
            return;
        }

        if (Directory.EnumerateFileSystemEntries(root).FirstOrDefault(IsForeign) is { } foreign)
        {
            throw new StorageStartException(
                $"The block directory '{root}' has no {FileName} but holds '{Path.GetFileName(foreign)}'. Name an empty directory, or restore {FileName} from a backup.");
        }

        Create(path, root, share);
    }

    /// <summary>Takes the marker out of <paramref name="root"/>: it is nobody's any more.</summary>
    public static void Remove(string root) => File.Delete(Path.Combine(root, FileName));

    private static void Check(Content marker, string root, ShareId share)
    {
        if (marker.Format != FormatVersion)
        {
            throw new StorageStartException(
                $"The block directory '{root}' has format version {marker.Format}, this build reads {FormatVersion}. Start the build that wrote it. Nothing was changed.");
        }

        if (marker.Share != share.Value)
        {
            throw new StorageStartException($"The block directory '{root}' belongs to share {marker.Share}, not to {share}. Name another directory.");
        }
    }

    private static Content Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), MarkerJson.Default.Content)
                ?? throw new StorageStartException($"'{path}' is empty. Restore it from a backup.");
        }
        catch (JsonException exception)
        {
            throw new StorageStartException($"'{path}' can't be read: {exception.Message} Restore it from a backup.", exception);
        }
    }

    private static void Create(string path, string root, ShareId share)
    {
        var unfinished = path + ".new";
        using (var file = File.OpenHandle(unfinished, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, JsonSerializer.SerializeToUtf8Bytes(new Content(FormatVersion, share.Value), MarkerJson.Default.Content), 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(unfinished, path);
        PosixCalls.SyncDirectory(root);
    }

    /// <summary>A fresh file system has its own lost+found, and a start that died may have left the unfinished marker.</summary>
    private static bool IsForeign(string entry) => Path.GetFileName(entry) is not ("lost+found" or FileName + ".new");

    /// <summary>What the file says.</summary>
    internal sealed record Content(
        [property: JsonPropertyName("format"), JsonRequired] int Format,
        [property: JsonPropertyName("share"), JsonRequired] Guid Share);

    [JsonSerializable(typeof(Content))]
    private sealed partial class MarkerJson : JsonSerializerContext;
}
