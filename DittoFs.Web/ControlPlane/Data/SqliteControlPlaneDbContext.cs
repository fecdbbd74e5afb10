using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace DittoFs.Web.ControlPlane.Data;

/// <summary>The control plane in SQLite.</summary>
internal sealed class SqliteControlPlaneDbContext(DbContextOptions<SqliteControlPlaneDbContext> options) : ControlPlaneDbContext(options);

/// <summary>Lets <c>dotnet ef</c> make migrations without the server.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteControlPlaneDbContext>
{
    /// <inheritdoc/>
    public SqliteControlPlaneDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteControlPlaneDbContext>().UseSqlite("Data Source=design-time.db").Options);
}
