using System.Reflection;
using DittoFs.Protocols.Smb;
using DittoFs.Storage.Primitives;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.Hosting.Settings;
using DittoFs.Web.Hosting.Tls;

namespace DittoFs.Web.Tests.Web.Hosting;

public sealed class SettingTableTests
{
    // Every setting as a property: what leads to it from the settings as a whole, it last.
    private static readonly PropertyInfo[][] Paths =
        [.. typeof(ServerSettings).GetProperties().Where(property => property.PropertyType.IsClass).SelectMany(group => Leaves([group]))];

    [Fact]
    public void Rows_CoverEveryPropertyOfTheOptions()
    {
        Assert.Equal(Paths.Select(Key).Order(), SettingTable.Rows.Select(row => row.Key).Where(key => !key.StartsWith("Logging:", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void Rows_AcceptTheirOwnDefaults()
    {
        var defaults = new ServerSettings();

        Assert.All(SettingTable.Rows, row => Assert.True(row.TryApply(new ServerSettings(), row.Describe(defaults)), row.Key));
    }

    [Fact]
    public void Rows_ReachThePropertyThatTheyName()
    {
        foreach (var path in Paths)
        {
            var settings = new ServerSettings();
            var row = SettingTable.Rows.Single(setting => setting.Key == Key(path));
            var before = Read(settings, path);

            Assert.True(Others(before).Any(text => row.TryApply(settings, text)), row.Key);

            Assert.NotEqual(before, Read(settings, path));
        }
    }

    [Fact]
    public void Template_NamesEachSectionOnce()
    {
        var template = SettingTemplate.Make();

        Assert.Single(System.Text.RegularExpressions.Regex.Matches(template, "\"Http\": "));
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(template, "\"Tls\": "));
        Assert.Contains("\"LogLevel\": {", template, StringComparison.Ordinal);
    }

    // A property without a setter holds further settings.
    private static IEnumerable<PropertyInfo[]> Leaves(PropertyInfo[] path) => path[^1].PropertyType.GetProperties()
        .SelectMany(property => property.CanWrite ? [[.. path, property]] : Leaves([.. path, property]));

    private static object? Read(ServerSettings settings, PropertyInfo[] path) => path.Aggregate((object?)settings, (holder, property) => property.GetValue(holder));

    private static string Key(PropertyInfo[] path) => string.Join(':', path.Select(property => property.Name).Where(name => name != "Storage"));

    // Values that are no default; every setting of the type accepts at least one.
    private static string[] Others(object? value) => value switch
    {
        null => ["7"],
        bool on => [on ? "false" : "true"],
        int => ["7", "700"],
        ByteSize => ["300MiB", "16MiB", "1MiB"],
        TimeSpan => ["7s", "7m"],
        string => ["/elsewhere", "filer"],
        SmbDialect => ["3.0"],
        SmbEncryption => ["required"],
        ControlPlaneProvider => ["postgres"],
        TlsMode => ["required"],
        _ => ["10.1.2.3", "/elsewhere"],
    };
}
