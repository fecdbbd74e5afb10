using System.Text.Json;
using DittoFs.Storage.Shares;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Hosting.Platform;

namespace DittoFs.Web.ControlPlane.Backups;

/// <summary>The metadata of shares that were in a backup, each in a file without a name until this is disposed of.</summary>
internal sealed class BackupDumps(string directory) : IAsyncDisposable
{
    /// <summary>What a line with metadata names its share by.</summary>
    public const string ShareProperty = "metadata";

    /// <summary>What a line with metadata has them in.</summary>
    public const string ContentProperty = "content";

    private readonly Dictionary<Guid, FileStream> _files = [];

    /// <summary>The shares, each with its metadata.</summary>
    public IReadOnlyDictionary<Guid, FileStream> Files => _files;

    /// <summary>Takes a line of the backup, if it has metadata.</summary>
    public async ValueTask AddAsync(JsonElement line, CancellationToken cancellationToken)
    {
        if (line.TryGetProperty(ShareProperty, out var share))
        {
            var id = share.GetGuid();
            if (!_files.TryGetValue(id, out var file))
            {
                _files[id] = file = UnnamedFile.Create(directory, "restore");
            }

            await file.WriteAsync(line.GetProperty(ContentProperty).GetBytesFromBase64(), cancellationToken);
        }
    }

    /// <summary>Reads all to their ends.</summary>
    /// <exception cref="InvalidDataException">One is damaged, or not what it is said to be.</exception>
    public async Task VerifyAsync(IShareDumpFiles dumps, CancellationToken cancellationToken)
    {
        foreach (var (share, file) in _files)
        {
            file.Position = 0;
            var report = await dumps.VerifyAsync(file, cancellationToken);
            if (report.Error != FsError.None || report.Share.Value != share)
            {
                throw new InvalidDataException($"The backup's metadata of share {share} are damaged or of another format ({report.Error}).");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files.Values)
        {
            await file.DisposeAsync();
        }
    }
}
