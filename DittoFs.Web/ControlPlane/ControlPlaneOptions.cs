using DittoFs.Web.ControlPlane.Data;

namespace DittoFs.Web.ControlPlane;

/// <summary>Settings of the control plane's database.</summary>
internal sealed class ControlPlaneOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "ControlPlane";

    /// <summary>Which database.</summary>
    public ControlPlaneProvider Provider { get; set; } = ControlPlaneProvider.Sqlite;

    /// <summary>How it is reached. Empty for SQLite means <c>control.db</c> in the data directory; PostgreSQL needs one.</summary>
    public string ConnectionString { get; set; } = "";
}
