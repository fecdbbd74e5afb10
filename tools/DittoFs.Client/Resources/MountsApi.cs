using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Mounts that clients reported and did not take back.</summary>
public sealed class MountsApi
{
    private readonly ApiConnection _connection;

    internal MountsApi(ApiConnection connection) => _connection = connection;

    /// <summary>All of them.</summary>
    public Task<IReadOnlyList<MountResponse>> ListAsync(CancellationToken cancellationToken) =>
        _connection.ListAsync("mounts", ClientJson.Default.PageMountResponse, cancellationToken);
}
