using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Accounts, each named by its user name or its id.</summary>
public sealed class UsersApi
{
    private readonly ApiConnection _connection;

    internal UsersApi(ApiConnection connection) => _connection = connection;

    /// <summary>All accounts whose name contains <paramref name="search"/>, ordered by <paramref name="sort"/> or by name.</summary>
    public Task<IReadOnlyList<UserResponse>> ListAsync(string? search, CancellationToken cancellationToken, string? sort = null) =>
        _connection.ListAsync(QueryText.Of("users", ("search", search), ("sort", sort)), ClientJson.Default.PageUserResponse, cancellationToken);

    /// <summary>One account.</summary>
    public Task<UserResponse> GetAsync(string user, CancellationToken cancellationToken) =>
        _connection.GetAsync(PathOf(user), ClientJson.Default.UserResponse, cancellationToken);

    /// <summary>Makes an account.</summary>
    public Task<UserResponse> CreateAsync(CreateUserRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, "users", request, ClientJson.Default.CreateUserRequest, ClientJson.Default.UserResponse, cancellationToken);

    /// <summary>Changes an account.</summary>
    public Task<UserResponse> UpdateAsync(string user, UpdateUserRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Patch, PathOf(user), request, ClientJson.Default.UpdateUserRequest, ClientJson.Default.UserResponse, cancellationToken);

    /// <summary>Deletes an account.</summary>
    public Task DeleteAsync(string user, CancellationToken cancellationToken) => _connection.SendAsync(HttpMethod.Delete, PathOf(user), cancellationToken);

    /// <summary>Enables or disables an account.</summary>
    public Task<UserResponse> SetEnabledAsync(string user, bool enabled, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, $"{PathOf(user)}/{(enabled ? "enable" : "disable")}", ClientJson.Default.UserResponse, cancellationToken);

    /// <summary>Gives an account a new password and ends its sessions.</summary>
    public Task SetPasswordAsync(string user, SetPasswordRequest request, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Put, $"{PathOf(user)}/password", request, ClientJson.Default.SetPasswordRequest, cancellationToken);

    private static string PathOf(string user) => $"users/{ApiConnection.Segment(user)}";
}
