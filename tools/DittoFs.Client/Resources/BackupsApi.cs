using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Backups of the control plane and of shares' metadata.</summary>
public sealed class BackupsApi
{
    private readonly ApiConnection _connection;

    internal BackupsApi(ApiConnection connection) => _connection = connection;

    /// <summary>Has the server make a backup, and writes it to <paramref name="target"/>.</summary>
    /// <exception cref="IOException"><paramref name="target"/> can't be written.</exception>
    public Task CreateAsync(CreateBackupRequest request, Stream target, CancellationToken cancellationToken) =>
        _connection.CopyAsync("backups", request, ClientJson.Default.CreateBackupRequest, target, cancellationToken);

    /// <summary>Begins to make a backup that stays on the server.</summary>
    public Task<JobResponse> KeepAsync(CreateBackupRequest request, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Post, "backups/kept", request, ClientJson.Default.CreateBackupRequest, ClientJson.Default.JobResponse, cancellationToken);

    /// <summary>Those that the server keeps, the newest first.</summary>
    public Task<IReadOnlyList<BackupResponse>> ListAsync(CancellationToken cancellationToken) =>
        _connection.GetAsync("backups/kept", ClientJson.Default.IReadOnlyListBackupResponse, cancellationToken);

    /// <summary>Writes one that the server keeps to <paramref name="target"/>.</summary>
    /// <exception cref="IOException"><paramref name="target"/> can't be written.</exception>
    public Task DownloadAsync(string name, Stream target, CancellationToken cancellationToken) =>
        _connection.CopyAsync($"backups/kept/{ApiConnection.Segment(name)}", target, cancellationToken);

    /// <summary>What one that the server keeps holds. The server reads it to its end.</summary>
    public Task<BackupContentResponse> InspectAsync(string name, CreateBackupRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, $"backups/kept/{ApiConnection.Segment(name)}/inspect", request, ClientJson.Default.CreateBackupRequest, ClientJson.Default.BackupContentResponse, cancellationToken);

    /// <summary>Removes one from the server.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Delete, $"backups/kept/{ApiConnection.Segment(name)}", cancellationToken);
}
