using DittoFs.Web.Api.Contracts;

namespace DittoFs.Client.Resources;

/// <summary>Settings of the server.</summary>
public sealed class SettingsApi
{
    private readonly ApiConnection _connection;

    internal SettingsApi(ApiConnection connection) => _connection = connection;

    /// <summary>All of them.</summary>
    public async Task<IReadOnlyList<SettingResponse>> ListAsync(CancellationToken cancellationToken) =>
        await _connection.GetAsync("settings", ClientJson.Default.SettingResponseArray, cancellationToken).ConfigureAwait(false);

    /// <summary>Changes settings of the control plane, and answers those that were named.</summary>
    public async Task<IReadOnlyList<SettingResponse>> UpdateAsync(UpdateSettingsRequest request, CancellationToken cancellationToken) => await _connection.SendAsync(
        HttpMethod.Patch, "settings", request, ClientJson.Default.UpdateSettingsRequest, ClientJson.Default.SettingResponseArray, cancellationToken).ConfigureAwait(false);
}
