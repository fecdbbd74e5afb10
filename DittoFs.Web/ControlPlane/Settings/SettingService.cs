using System.Collections.Immutable;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Settings;

/// <summary>Settings that are kept in the control plane: what people call the server and how clients name it.</summary>
internal sealed class SettingService(ControlPlaneDatabase database, ControlPlaneChanges changes)
{
    /// <summary>What people call the server.</summary>
    public const string ServerName = "server.name";

    /// <summary>The host name or address that mount lines show.</summary>
    public const string MountHost = "server.mount-host";

    private static readonly ImmutableArray<(string Key, string Default, string Description)> Known =
    [
        (ServerName, Environment.MachineName, "What people call this server; shown in the console."),
        (MountHost, "", "The host name or address that clients reach this server by; shown in mount lines. Empty for the address that is listened on."),
    ];

    /// <summary>All settings.</summary>
    public async Task<SettingResponse[]> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var rows = await context.Settings.AsNoTracking().ToDictionaryAsync(row => row.Key, row => row.Value, cancellationToken);
        return [.. Known.Select(setting => new SettingResponse
        {
            Key = setting.Key,
            Description = setting.Description,
            Type = SettingType.Text,
            Accepts = "any text of up to 256 characters",
            Default = setting.Default,
            Value = rows.GetValueOrDefault(setting.Key, setting.Default),
            IsDefault = !rows.ContainsKey(setting.Key),
            Source = rows.ContainsKey(setting.Key) ? SettingSource.Database : SettingSource.Default,
            Changeable = true,
            NeedsRestart = false,
        })];
    }

    /// <summary>The value of a setting.</summary>
    public async Task<string> GetAsync(string key, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).Single(setting => setting.Key == key).Value;

    /// <summary>Changes a setting; null returns to the default.</summary>
    public async Task<Outcome<SettingResponse>> SetAsync(Actor actor, string key, string? value, CancellationToken cancellationToken)
    {
        if (!Known.Any(setting => setting.Key == key))
        {
            return new Failure(ControlPlaneError.SettingUnknown, $"There is no setting '{key}'.");
        }

        var changed = await changes.SaveAsync<string>(
            actor,
            async (context, token) =>
            {
                var row = await context.Settings.FindAsync([key], token);
                if (value is null && row is not null)
                {
                    context.Settings.Remove(row);
                }
                else if (value is not null)
                {
                    row ??= context.Settings.Add(new SettingEntity { Key = key, Value = value }).Entity;
                    row.Value = value.Trim();
                }

                return new Change<string>("setting.change", key, key, value);
            },
            cancellationToken,
            new Attempt("setting.change", key));
        return changed.Failure is { } failed ? failed : (await ListAsync(cancellationToken)).Single(setting => setting.Key == key);
    }
}
