using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Hosting.Settings;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class SettingsEndpointsTests
{
    [Fact]
    public async Task Settings_TellWhereTheyComeFrom_AndThoseOfTheControlPlaneChangeTogether()
    {
        await using var application = await DittoFsApplication.StartAsync(arguments => arguments with
        {
            Environment = arguments.Environment.Add("DITTOFS_Wal__UploadDelay", "3s").Add("DITTOFS_Cache__Memory", "64MiB"),
        });
        var api = await ApiTestClient.SignInAsync(application);

        var settings = (await api.GetAsync("settings")).As<SettingResponse[]>().ToDictionary(setting => setting.Key);
        Assert.True(settings["Wal:UploadDelay"] is { Value: "3s", Default: "2s", Source: SettingSource.Environment, Type: SettingType.Duration, Changeable: false, NeedsRestart: true, IsDefault: false });
        Assert.Contains("DITTOFS_Wal__UploadDelay", settings["Wal:UploadDelay"].HowToChange, StringComparison.Ordinal);
        Assert.True(settings["Wal:Budget"] is { Source: SettingSource.Default, Type: SettingType.Size, Unit: "bytes", IsDefault: true });
        Assert.Equal(SettingSource.CommandLine, settings["DataDirectory"].Source);
        Assert.True(settings["server.name"] is { Changeable: true, NeedsRestart: false, Source: SettingSource.Default });
        Assert.DoesNotContain("Nfs:Port", settings.Keys);

        var refused = new UpdateSettingsRequest { Values = new Dictionary<string, string?> { ["server.name"] = "filer", ["Wal:Budget"] = "8GiB" } };
        (await api.PatchAsync("settings", refused)).AssertProblem(HttpStatusCode.Conflict, "setting_fixed");
        Assert.True((await FindAsync(api, "server.name")).IsDefault);
        (await api.PatchAsync("settings", new UpdateSettingsRequest { Values = new Dictionary<string, string?> { ["no.such"] = "1" } })).AssertProblem(HttpStatusCode.NotFound, "setting_unknown");
        (await api.PatchAsync("settings", new UpdateSettingsRequest { Values = new Dictionary<string, string?>() })).AssertProblem(HttpStatusCode.BadRequest, "validation");

        var changed = await api.PatchAsync("settings", new UpdateSettingsRequest { Values = new Dictionary<string, string?> { ["server.name"] = "filer", ["server.mount-host"] = "nas" } });

        Assert.Equal(["filer", "nas"], changed.As<SettingResponse[]>().Select(setting => setting.Value));
        Assert.Equal(SettingSource.Database, (await FindAsync(api, "server.name")).Source);
        Assert.Equal("filer", (await api.GetAsync("system/info")).As<SystemInfoResponse>().Name);
    }

    [Fact]
    public async Task ConnectionString_IsNeverShown()
    {
        await using var application = await DittoFsApplication.StartAsync(arguments => arguments with
        {
            Overrides = arguments.Overrides.SetItem("ControlPlane:ConnectionString", $"Data Source={Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))}.db;Password="),
        });
        var api = await ApiTestClient.SignInAsync(application);

        var answer = await api.GetAsync("settings");

        Assert.DoesNotContain("Data Source", answer.Text, StringComparison.Ordinal);
        Assert.Equal("set, and not shown", answer.As<SettingResponse[]>().Single(setting => setting.Key == "ControlPlane:ConnectionString").Value);
    }

    [Fact]
    public void EveryKey_HasAMeaning() => Assert.All(SettingTable.Rows, row => Assert.EndsWith(".", SettingMeanings.Of(row.Key), StringComparison.Ordinal));

    private static async Task<SettingResponse> FindAsync(ApiTestClient api, string key) =>
        (await api.GetAsync("settings")).As<SettingResponse[]>().Single(setting => setting.Key == key);
}
