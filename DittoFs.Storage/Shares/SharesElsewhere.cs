using System.Text;
using DittoFs.Storage.Disk;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>
/// The shares of a data directory whose rows are not on the embedded store: a start that reads the log must not take their records for those of nobody,
/// and can't ask a database that may be away.
/// </summary>
/// <remarks>
/// <code>
/// metadata/elsewhere/SHARE-ID    where the share's rows are, for people; without user and password
/// </code>
/// A file is made durable before the log has a record of the share, and goes when the log has nothing of it any more.
/// </remarks>
internal sealed class SharesElsewhere(IDisk disk, string dataDirectory)
{
    private readonly string directory = Path.Combine(dataDirectory, "metadata", "elsewhere");

    /// <summary>True if the log may have records for the share.</summary>
    public bool Contains(ShareId share) => disk.Exists(GetPath(share));

    /// <summary>Notes a share. Durable when it returns.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Add(ShareId share, string place)
    {
        var path = GetPath(share);
        if (disk.Exists(path))
        {
            return;
        }

        disk.CreateDirectory(directory);
        var text = Encoding.UTF8.GetBytes(place);
        using (var file = disk.Create(path, text.Length))
        {
            file.Write(0, text, default);
            file.Sync();
        }

        disk.SyncDirectory(directory);
        disk.SyncDirectory(Path.Combine(dataDirectory, "metadata"));
    }

    /// <summary>Forgets a share of which the log has nothing that is needed.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Remove(ShareId share)
    {
        if (disk.Exists(GetPath(share)))
        {
            disk.Delete(GetPath(share));
            disk.SyncDirectory(directory);
        }
    }

    private string GetPath(ShareId share) => Path.Combine(directory, share.ToString());
}
