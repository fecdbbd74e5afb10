using System.Reflection;
using DittoFs.Protocols.Smb;
using DittoFs.Storage.Primitives;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Tests.Web.Hosting;

public sealed class SettingTableTests
{
    private static readonly PropertyInfo[] Groups = [.. typeof(ServerSettings).GetProperties().Where(property => property.PropertyType.IsClass)];

    [Fact]
    public void Rows_CoverEveryPropertyOfTheOptions()
    {
        var properties = Groups.SelectMany(group => group.PropertyType.GetProperties().Select(property => Key(group, property)));

        Assert.Equal(properties.Order(), SettingTable.Rows.Select(row => row.Key).Where(key => !key.StartsWith("Logging:", StringComparison.Ordinal)).Order());
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
        foreach (var group in Groups)
        {
            foreach (var property in group.PropertyType.GetProperties())
            {
                var settings = new ServerSettings();
                var row = SettingTable.Rows.Single(setting => setting.Key == Key(group, property));
                var before = property.GetValue(group.GetValue(settings));

                Assert.True(Others(before).Any(text => row.TryApply(settings, text)), row.Key);

                Assert.NotEqual(before, property.GetValue(group.GetValue(settings)));
            }
        }
    }

    private static string Key(PropertyInfo group, PropertyInfo property) => group.Name == "Storage" ? property.Name : $"{group.Name}:{property.Name}";

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
        _ => ["10.1.2.3", "/elsewhere"],
    };
}
