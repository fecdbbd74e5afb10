using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Groups and their members, each named by its name or its id.</summary>
public sealed class GroupsApi
{
    private readonly ApiConnection _connection;

    internal GroupsApi(ApiConnection connection) => _connection = connection;

    /// <summary>All groups whose name contains <paramref name="search"/>, ordered by <paramref name="sort"/> or by name.</summary>
    public Task<IReadOnlyList<GroupResponse>> ListAsync(string? search, CancellationToken cancellationToken, string? sort = null) =>
        _connection.ListAsync(QueryText.Of("groups", ("search", search), ("sort", sort)), ClientJson.Default.PageGroupResponse, cancellationToken);

    /// <summary>One group.</summary>
    public Task<GroupResponse> GetAsync(string group, CancellationToken cancellationToken) =>
        _connection.GetAsync(PathOf(group), ClientJson.Default.GroupResponse, cancellationToken);

    /// <summary>Makes a group.</summary>
    public Task<GroupResponse> CreateAsync(CreateGroupRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, "groups", request, ClientJson.Default.CreateGroupRequest, ClientJson.Default.GroupResponse, cancellationToken);

    /// <summary>Changes a group.</summary>
    public Task<GroupResponse> UpdateAsync(string group, UpdateGroupRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Patch, PathOf(group), request, ClientJson.Default.UpdateGroupRequest, ClientJson.Default.GroupResponse, cancellationToken);

    /// <summary>Deletes a group.</summary>
    public Task DeleteAsync(string group, CancellationToken cancellationToken) => _connection.SendAsync(HttpMethod.Delete, PathOf(group), cancellationToken);

    /// <summary>All members of a group, ordered by name.</summary>
    public Task<IReadOnlyList<MemberResponse>> ListMembersAsync(string group, CancellationToken cancellationToken) =>
        _connection.ListAsync($"{PathOf(group)}/members", ClientJson.Default.PageMemberResponse, cancellationToken);

    /// <summary>Makes an account a member; it may be one already.</summary>
    public Task AddMemberAsync(string group, string user, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Put, $"{PathOf(group)}/members/{ApiConnection.Segment(user)}", cancellationToken);

    /// <summary>Ends a membership.</summary>
    public Task RemoveMemberAsync(string group, string user, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Delete, $"{PathOf(group)}/members/{ApiConnection.Segment(user)}", cancellationToken);

    private static string PathOf(string group) => $"groups/{ApiConnection.Segment(group)}";
}
