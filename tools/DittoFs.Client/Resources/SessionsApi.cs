using System.Globalization;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Connections of clients.</summary>
public sealed class SessionsApi
{
    private readonly ApiConnection _connection;

    internal SessionsApi(ApiConnection connection) => _connection = connection;

    /// <summary>All of them.</summary>
    public Task<IReadOnlyList<SessionResponse>> ListAsync(CancellationToken cancellationToken) =>
        _connection.ListAsync("sessions", ClientJson.Default.PageSessionResponse, cancellationToken);

    /// <summary>Breaks one. What its client had open over SMB is closed.</summary>
    public Task<SessionResponse> DisconnectAsync(long session, DisconnectSessionRequest request, CancellationToken cancellationToken) => _connection.SendAsync(
        HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"sessions/{session}/disconnect"), request,
        ClientJson.Default.DisconnectSessionRequest, ClientJson.Default.SessionResponse, cancellationToken);
}
