using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>What users and groups may do on shares. A change holds for the next call of every client.</summary>
public sealed class SharePermissionsApi
{
    private readonly ApiConnection _connection;

    internal SharePermissionsApi(ApiConnection connection) => _connection = connection;

    /// <summary>All permissions on a share.</summary>
    public Task<SharePermissionsResponse> ListAsync(string share, CancellationToken cancellationToken) =>
        _connection.GetAsync($"{SharesApi.PathOf(share)}/permissions", ClientJson.Default.SharePermissionsResponse, cancellationToken);

    /// <summary>Gives a permission, in place of one that there may be.</summary>
    public Task SetAsync(string share, Grantee grantee, PermissionLevel level, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Put, PathOf(share, grantee), new SetPermissionRequest { Permission = level }, ClientJson.Default.SetPermissionRequest, cancellationToken);

    /// <summary>Takes a permission away: what is left decides.</summary>
    public Task RemoveAsync(string share, Grantee grantee, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Delete, PathOf(share, grantee), cancellationToken);

    private static string PathOf(string share, Grantee grantee) =>
        $"{SharesApi.PathOf(share)}/permissions/{(grantee.IsGroup ? "groups" : "users")}/{ApiConnection.Segment(grantee.Name)}";
}
