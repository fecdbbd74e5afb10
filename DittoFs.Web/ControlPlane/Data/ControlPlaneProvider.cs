namespace DittoFs.Web.ControlPlane.Data;

/// <summary>The database that the control plane is kept in.</summary>
internal enum ControlPlaneProvider
{
    /// <summary>A file in the data directory; nothing to install.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server.</summary>
    Postgres,
}
