using System.Globalization;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Byte-range locks and open files.</summary>
public sealed class LocksApi
{
    private readonly ApiConnection _connection;

    internal LocksApi(ApiConnection connection) => _connection = connection;

    /// <summary>All locks, and who waits for whom.</summary>
    public Task<IReadOnlyList<LockResponse>> ListAsync(string? search, CancellationToken cancellationToken) =>
        _connection.ListAsync(Searched("locks", search), ClientJson.Default.PageLockResponse, cancellationToken);

    /// <summary>Frees one. Its holder is not told.</summary>
    public Task<LockResponse> ReleaseAsync(string id, string? reason, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Delete, Reasoned($"locks/{ApiConnection.Segment(id)}", reason), ClientJson.Default.LockResponse, cancellationToken);

    /// <summary>Frees all that an NFS client holds. It is not told.</summary>
    public Task<ReleasedLocksResponse> ReleaseAsync(ReleaseLocksRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, "locks/release", request, ClientJson.Default.ReleaseLocksRequest, ClientJson.Default.ReleasedLocksResponse, cancellationToken);

    /// <summary>What clients have open.</summary>
    public Task<IReadOnlyList<OpenFileResponse>> ListOpenFilesAsync(string? search, CancellationToken cancellationToken) =>
        _connection.ListAsync(Searched("open-files", search), ClientJson.Default.PageOpenFileResponse, cancellationToken);

    /// <summary>Closes what a client has open.</summary>
    public Task<OpenFileResponse> CloseAsync(string share, long open, string? reason, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Delete,
        Reasoned(string.Create(CultureInfo.InvariantCulture, $"open-files/{ApiConnection.Segment(share)}/{open}"), reason),
        ClientJson.Default.OpenFileResponse,
        cancellationToken);

    private static string Searched(string path, string? search) => search is null ? path : $"{path}?search={Uri.EscapeDataString(search)}";

    private static string Reasoned(string path, string? reason) => reason is null ? path : $"{path}?reason={Uri.EscapeDataString(reason)}";
}
