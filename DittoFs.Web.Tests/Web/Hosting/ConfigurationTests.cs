using System.Collections.Immutable;
using System.Net;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.Settings;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Hosting;

public sealed class ConfigurationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Layers_ThatDisagree_RankCommandLineOverEnvironmentOverFile()
    {
        File.WriteAllText(_directory.Combine("dittofs.json"), """{ "Wal": { "Budget": "1GiB", "SegmentSize": "32MiB" }, "Http": { "Port": 1 } }""");
        var arguments = Arguments(("Http:Port", "3")) with { Environment = Environment(("DITTOFS_Http__Port", "2"), ("DITTOFS_Wal__Budget", "2GiB")) };

        var settings = Load(arguments);

        Assert.Equal(3, settings.Http.Port);
        Assert.Equal(ByteSize.FromGibibytes(2), settings.Wal.Budget);
        Assert.Equal(ByteSize.FromMebibytes(32), settings.Wal.SegmentSize);
        Assert.Equal(ByteSize.FromMebibytes(256), settings.Cache.Metadata);
    }

    [Fact]
    public void File_ThatIsNamed_ReplacesTheOneInTheDataDirectory()
    {
        File.WriteAllText(_directory.Combine("dittofs.json"), """{ "Http": { "Port": 1 } }""");
        File.WriteAllText(_directory.Combine("other.json"), """{ "Shutdown": { "DrainTimeout": "1m" } }""");

        var named = Load(Arguments() with { ConfigFile = _directory.Combine("other.json") });
        var fromEnvironment = Load(Arguments() with { Environment = Environment(("DITTOFS_CONFIG", _directory.Combine("other.json"))) });

        Assert.Equal((8080, TimeSpan.FromMinutes(1)), (named.Http.Port, named.Shutdown.DrainTimeout));
        Assert.Equal((8080, TimeSpan.FromMinutes(1)), (fromEnvironment.Http.Port, fromEnvironment.Shutdown.DrainTimeout));
    }

    [Fact]
    public void Lists_InAStrongerLayer_ReplaceTheWholeList()
    {
        File.WriteAllText(_directory.Combine("dittofs.json"), """{ "Http": { "ListenAddresses": [ "10.0.0.1", "10.0.0.2" ] } }""");

        var file = Load(Arguments());
        var environment = Load(Arguments() with { Environment = Environment(("DITTOFS_Http__ListenAddresses", "::1")) });

        Assert.Equal([IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2")], file.Http.ListenAddresses);
        Assert.Equal([IPAddress.IPv6Loopback], environment.Http.ListenAddresses);
    }

    [Theory]
    [InlineData("Wal:Budget", "1MiB", "Wal:Budget = 1MiB: must be between 256MiB and 16TiB (set in the command line).")]
    [InlineData("Wal:UploadDelay", "30", "Wal:UploadDelay = 30: must be between 0s and 10m (set in the command line).")]
    [InlineData("Http:Port", "65536", "Http:Port = 65536: must be a port between 0 (any free one) and 65535 (set in the command line).")]
    [InlineData("Http:ListenAddresses", "localhost", "Http:ListenAddresses = localhost: must be one or more IP addresses, separated by commas (set in the command line).")]
    [InlineData("Http:ListenAddresses", "1", "Http:ListenAddresses = 1: must be one or more IP addresses, separated by commas (set in the command line).")]
    [InlineData("Http:PathBase", "files", "Http:PathBase = files: must be a path such as /files, or nothing (set in the command line).")]
    [InlineData("Http:PathBase", "/a//b", "Http:PathBase = /a//b: must be a path such as /files, or nothing (set in the command line).")]
    [InlineData("Http:PathBase", "/../b", "Http:PathBase = /../b: must be a path such as /files, or nothing (set in the command line).")]
    [InlineData("Logging:LogLevel:Default", "3", "Logging:LogLevel:Default = 3: must be Trace, Debug, Information, Warning, Error, Critical or None (set in the command line).")]
    public void Values_OutOfRange_AreNamedWithTheRange(string key, string value, string message)
    {
        var exception = Assert.Throws<SettingsException>(() => Load(Arguments((key, value))));

        Assert.Equal([message], exception.Problems);
    }

    [Theory]
    [InlineData("Wal:SegmentSize", "1GiB", "Wal:Budget", "2GiB", "Wal:Budget = 2GiB: must be at least 4 times Wal:SegmentSize (1GiB)")]
    [InlineData("Cache:Disk", "100MiB", "Wal:SegmentSize", "64MiB", "Cache:Disk = 100MiB: must be 0 or at least 4 times Wal:SegmentSize (64MiB)")]
    [InlineData("Cache:ReadAhead", "16MiB", "Cache:Memory", "32MiB", "Cache:ReadAhead = 16MiB: must be at most a quarter of Cache:Memory (32MiB)")]
    [InlineData("Wal:ShareBudget", "2GiB", "Wal:Budget", "1GiB", "Wal:ShareBudget = 2GiB: must be 0 (half of Wal:Budget) or between 64MiB and Wal:Budget (1GiB).")]
    [InlineData("Wal:ShareBudget", "1MiB", "Wal:Budget", "1GiB", "Wal:ShareBudget = 1MiB: must be 0 (half of Wal:Budget) or between 64MiB and Wal:Budget (1GiB).")]
    public void Budgets_ThatCanNotWorkTogether_AreRefused(string key, string value, string otherKey, string otherValue, string message)
    {
        var exception = Assert.Throws<SettingsException>(() => Load(Arguments((key, value), (otherKey, otherValue))));

        Assert.StartsWith(message, Assert.Single(exception.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_ThatAreWrongInSeveralPlaces_AreReportedTogether()
    {
        var exception = Assert.Throws<SettingsException>(() => Load(Arguments(("Http:Port", "x"), ("Wal:Budget", "y"))));

        Assert.Equal(2, exception.Problems.Count);
    }

    [Fact]
    public void File_ThatIsNotJson_IsNamed()
    {
        File.WriteAllText(_directory.Combine("dittofs.json"), "{ Http");

        var exception = Assert.Throws<SettingsException>(() => Load(Arguments()));

        Assert.Contains(_directory.Combine("dittofs.json"), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatDoesNotExist_IsNamed()
    {
        var exception = Assert.Throws<SettingsException>(() => Load(Arguments() with { ConfigFile = _directory.Combine("absent.json") }));

        Assert.Equal($"{_directory.Combine("absent.json")}: this configuration file does not exist.", exception.Message);
    }

    [Fact]
    public void File_ThatNamesAnotherDataDirectory_LosesToTheEnvironment()
    {
        File.WriteAllText(_directory.Combine("dittofs.json"), """{ "DataDirectory": "/elsewhere" }""");
        var arguments = new HostArguments { Environment = Environment(("DITTOFS_DataDirectory", _directory.Path)) };

        Assert.Equal(_directory.Path, Load(arguments).Storage.DataDirectory);
    }

    [Fact]
    public void UnknownKeys_OfOurLayers_AreFound()
    {
        File.WriteAllText(_directory.Combine("dittofs.json"), """{ "Nfs": { "Prot": 1 }, "Http": { "ListenAddresses": [ "::1" ] }, "Logging": { "X": 1 } }""");
        var configuration = ConfigurationLayers.Read(Arguments() with { Environment = Environment(("DITTOFS_Wall__Budget", "1GiB")) });

        Assert.Equal([("Nfs:Prot", _directory.Combine("dittofs.json")), ("Wall:Budget", "the environment")], UnknownKeys.Find(configuration));
    }

    [Fact]
    public void ShippedFile_RepeatsTheDefaults()
    {
        var defaults = new ServerSettings();
        var shipped = Load(Arguments());

        Assert.Equal(
            SettingTable.Rows.Where(row => row.Key != "DataDirectory").Select(row => row.Describe(defaults)),
            SettingTable.Rows.Where(row => row.Key != "DataDirectory").Select(row => row.Describe(shipped)));
    }

    private static ServerSettings Load(HostArguments arguments) => SettingsLoader.Load(ConfigurationLayers.Read(arguments));

    private static ImmutableDictionary<string, string> Environment(params (string Name, string Value)[] variables) =>
        variables.ToImmutableDictionary(variable => variable.Name, variable => variable.Value);

    private HostArguments Arguments(params (string Key, string Value)[] overrides) => new()
    {
        Overrides = overrides.Append(("DataDirectory", _directory.Path)).ToImmutableDictionary(pair => pair.Item1, pair => (string?)pair.Item2),
    };
}
