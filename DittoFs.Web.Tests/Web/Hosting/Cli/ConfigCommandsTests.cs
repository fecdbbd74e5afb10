using System.Text.Json;
using DittoFs.Web.Hosting.Settings;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Hosting.Cli;

/// <summary>The settings' verbs, in a process of their own because they read its environment.</summary>
public sealed class ConfigCommandsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string SettingsFile => _directory.Combine("dittofs.json");

    [Fact]
    public async Task Show_TellsSourcesAndHidesSecrets()
    {
        File.WriteAllText(SettingsFile, """{ "Wal": { "Budget": "5GiB" } }""");

        var (status, output, errors) = await RunAsync(
            ["config", "show", "-o", "json"], ("DITTOFS_Smb__Port", "1446"), ("DITTOFS_ControlPlane__ConnectionString", "Host=db;Password=quite secret;Database=d"));

        Assert.True(status == 0, errors);
        Assert.DoesNotContain("quite secret", output, StringComparison.Ordinal);
        var rows = JsonDocument.Parse(output).RootElement.EnumerateArray().ToDictionary(row => row.GetProperty("key").GetString()!, row => (row.GetProperty("value").GetString(), row.GetProperty("source").GetString()));
        Assert.Equal(("5GiB", SettingsFile), rows["Wal:Budget"]);
        Assert.Equal(("1446", "the environment"), rows["Smb:Port"]);
        Assert.Equal((_directory.Path, "the command line"), rows["DataDirectory"]);
        Assert.Equal(("10s", "default"), rows["Shutdown:DrainTimeout"]);
        Assert.Contains("***", rows["ControlPlane:ConnectionString"].Item1, StringComparison.Ordinal);
        Assert.Equal(SettingTable.Rows.Length, rows.Count);
    }

    [Fact]
    public async Task Init_WritesAFileThatChangesNothing()
    {
        var made = await RunAsync(["config", "init"]);
        Assert.Equal((0, SettingsFile + "\n"), (made.Status, made.Output));

        var valid = await RunAsync(["config", "validate"]);

        Assert.Equal((0, ""), (valid.Status, valid.Errors));
        Assert.Equal(74, (await RunAsync(["config", "init"])).Status);
    }

    [Fact]
    public async Task Template_WithAllSignsTakenAway_IsTheDefaults()
    {
        var text = SettingTemplate.Make().Split('\n').Select(line => line.TrimStart().StartsWith("// \"", StringComparison.Ordinal) ? line.Replace("// \"", "\"", StringComparison.Ordinal) : line);
        File.WriteAllLines(SettingsFile, text);

        var (status, output, errors) = await RunAsync(["config", "show", "-o", "json"]);

        Assert.True(status == 0, errors);
        var defaults = new ServerSettings();
        foreach (var row in JsonDocument.Parse(output).RootElement.EnumerateArray().Where(row => row.GetProperty("key").GetString() != "DataDirectory"))
        {
            Assert.Equal(SettingsFile, row.GetProperty("source").GetString());
            Assert.Equal(SettingTable.Rows.Single(known => known.Key == row.GetProperty("key").GetString()).Describe(defaults), row.GetProperty("value").GetString());
        }
    }

    [Fact]
    public async Task Validate_OfWhatIsNotAcceptable_NamesEachValue()
    {
        File.WriteAllText(SettingsFile, """{ "Wal": { "Budget": "1" }, "Nfs": { "Port": 70000 }, "Nsf": { "Port": 1 } }""");

        var (status, _, errors) = await RunAsync(["config", "validate"]);

        Assert.Equal(78, status);
        Assert.Contains("Wal:Budget = 1: must be", errors, StringComparison.Ordinal);
        Assert.Contains("Nfs:Port = 70000: must be", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_TakesWhatIsAcceptableAndNothingElse()
    {
        File.WriteAllText(SettingsFile, """{ "Wal": { "Budget": "5GiB" } }""");

        var bad = await RunAsync(["config", "edit"], ("VISUAL", "sed -i s/5GiB/5/"));
        Assert.Equal(78, bad.Status);
        Assert.Contains("5GiB", File.ReadAllText(SettingsFile), StringComparison.Ordinal);
        Assert.Contains("\"5\"", File.ReadAllText(SettingsFile + ".draft"), StringComparison.Ordinal);

        var good = await RunAsync(["config", "edit"], ("VISUAL", "sed -i s/5GiB/6GiB/"));
        Assert.True(good.Status == 0, good.Errors);
        Assert.Contains("6GiB", File.ReadAllText(SettingsFile), StringComparison.Ordinal);
        Assert.False(File.Exists(SettingsFile + ".draft"));
    }

    [Fact]
    public void Schema_HasEverySettingAndNothingBesideIt()
    {
        var schema = JsonDocument.Parse(SettingSchema.Make().ToJsonString()).RootElement;

        foreach (var row in SettingTable.Rows)
        {
            var found = row.Key.Split(':').Aggregate(schema, (section, name) => section.GetProperty("properties").GetProperty(name));
            Assert.Contains(row.Accepts, found.GetProperty("description").GetString(), StringComparison.Ordinal);
        }

        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        var budget = schema.GetProperty("properties").GetProperty("Smb").GetProperty("properties");
        Assert.Equal("offered", budget.GetProperty("Encryption").GetProperty("default").GetString());
        Assert.Equal(3, budget.GetProperty("Encryption").GetProperty("enum").GetArrayLength());
        Assert.Equal(8192, budget.GetProperty("CreditsMax").GetProperty("maximum").GetInt32());
    }

    private async Task<(int Status, string Output, string Errors)> RunAsync(string[] verb, params (string, string)[] variables)
    {
        await using var process = ServerProcess.Start([.. verb, "--data-directory", _directory.Path], variables);
        return await process.WaitForExitAsync();
    }
}
