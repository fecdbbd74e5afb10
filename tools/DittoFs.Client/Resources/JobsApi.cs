using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Long work in the background.</summary>
public sealed class JobsApi
{
    private readonly ApiConnection _connection;

    internal JobsApi(ApiConnection connection) => _connection = connection;

    /// <summary>All that are remembered, the newest first.</summary>
    /// <param name="running">True for those that run, false for those that ended; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<JobResponse>> ListAsync(bool? running, CancellationToken cancellationToken) => _connection.ListAsync(
        running is { } wanted ? $"jobs?running={(wanted ? "true" : "false")}" : "jobs", ClientJson.Default.PageJobResponse, cancellationToken);

    /// <summary>How far one is.</summary>
    public Task<JobResponse> GetAsync(Guid job, CancellationToken cancellationToken) => _connection.GetAsync($"jobs/{job}", ClientJson.Default.JobResponse, cancellationToken);

    /// <summary>Ends one that runs. What it has done stays done.</summary>
    public Task<JobResponse> CancelAsync(Guid job, CancellationToken cancellationToken) =>
        _connection.SendAsync(HttpMethod.Delete, $"jobs/{job}", ClientJson.Default.JobResponse, cancellationToken);
}
