using DittoFs.Web.ControlPlane.Data;

namespace DittoFs.Web.Tests.Support;

/// <summary>The databases that every control-plane test runs on.</summary>
public static class TestDatabases
{
    /// <summary>The setting <c>ControlPlane:Provider</c>, one for each database.</summary>
    public static TheoryData<string> All => [.. Enum.GetNames<ControlPlaneProvider>()];

    /// <summary>A quick-started server whose control plane is on a new database of <paramref name="provider"/>.</summary>
    internal static async Task<DittoFsApplication> StartAsync(string provider)
    {
        var connection = provider == nameof(ControlPlaneProvider.Postgres) ? await PostgresCluster.CreateDatabaseAsync() : "";
        return await DittoFsApplication.StartAsync(arguments => arguments with
        {
            Overrides = arguments.Overrides.SetItem("ControlPlane:Provider", provider).SetItem("ControlPlane:ConnectionString", connection),
        });
    }
}
