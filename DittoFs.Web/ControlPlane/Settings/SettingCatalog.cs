using System.Collections.Frozen;
using System.Net;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Adapters;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.ControlPlane.Settings;

/// <summary>All settings of the server in one list: those of the control plane, which change at once, and those that are read at the start.</summary>
internal sealed class SettingCatalog(SettingService stored, ServerSettings settings, FixedSettings outside)
{
    private const int ValueLengthMax = 256;
    private const string ConnectionString = "ControlPlane:ConnectionString";
    private const string Restart = "The server is away for some seconds: NFS clients wait and go on, SMB clients connect again.";

    // The page and the route of the adapters have them, with what runs now.
    private static readonly FrozenSet<string> OfAdapters = FrozenSet.Create(
        "Nfs:Enabled", "Nfs:Port", "Nfs:ListenAddresses", "Nfs:LockManager", "Nfs:LockGrace", "Smb:Enabled", "Smb:Port", "Smb:ListenAddresses");

    private static readonly ServerSettings Defaults = new();

    /// <summary>All of them: first those that can be changed here.</summary>
    public async Task<SettingResponse[]> ListAsync(CancellationToken cancellationToken) =>
        [.. await stored.ListAsync(cancellationToken), .. SettingTable.Rows.Where(row => !OfAdapters.Contains(row.Key)).Select(ToResponse)];

    /// <summary>Changes settings; none if one of the changes can't be made.</summary>
    /// <returns>Those that were named, as they are now.</returns>
    public async Task<Outcome<SettingResponse[]>> UpdateAsync(Actor actor, UpdateSettingsRequest request, CancellationToken cancellationToken)
    {
        var known = (await ListAsync(cancellationToken)).ToDictionary(setting => setting.Key);
        foreach (var (key, value) in request.Values)
        {
            var failure = !known.TryGetValue(key, out var setting) ? new Failure(ControlPlaneError.SettingUnknown, $"There is no setting '{key}'.")
                : !setting.Changeable ? new Failure(ControlPlaneError.SettingFixed, $"'{key}' is not changed here. {setting.HowToChange}")
                : value?.Length > ValueLengthMax ? new Failure(ControlPlaneError.FieldInvalid, $"'{key}' takes {setting.Accepts}.", $"values.{key}")
                : null;
            if (failure is not null)
            {
                return failure;
            }
        }

        foreach (var (key, value) in request.Values)
        {
            if ((await stored.SetAsync(actor, key, value, cancellationToken)).Failure is { } failure)
            {
                return failure;
            }
        }

        return (await stored.ListAsync(cancellationToken)).Where(setting => request.Values.ContainsKey(setting.Key)).ToArray();
    }

    private SettingResponse ToResponse(Setting row)
    {
        var (source, file) = outside.Find(row.Key);
        var value = row.Describe(settings);
        return new SettingResponse
        {
            Key = row.Key,
            Description = SettingMeanings.Of(row.Key),
            Type = TypeOf(row),
            Unit = TypeOf(row) switch { SettingType.Size => "bytes", SettingType.Duration => "time", _ => null },
            Accepts = row.Accepts,
            Default = row.Describe(Defaults),
            Value = row.Key == ConnectionString && value.Length > 0 ? "set, and not shown" : value,
            IsDefault = source == SettingSource.Default,
            Source = source,
            SourceFile = file,
            Changeable = false,
            HowToChange = $"Set it {(file is null ? "in dittofs.json in the data directory" : $"in {file}")} or as {row.EnvironmentVariable}, and start the server again.",
            NeedsRestart = true,
            Disturbs = Restart,
        };
    }

    private static SettingType TypeOf(Setting row) => row switch
    {
        Setting<bool> => SettingType.Switch,
        Setting<int> or Setting<int?> => SettingType.Number,
        Setting<ByteSize> => SettingType.Size,
        Setting<TimeSpan> => SettingType.Duration,
        Setting<IReadOnlyList<IPAddress>> or Setting<IReadOnlyList<string>> => SettingType.List,
        _ => SettingType.Text,
    };
}
