using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace DittoFs.Web.ControlPlane.Data;

/// <summary>The control plane in PostgreSQL.</summary>
internal sealed class PostgresControlPlaneDbContext(DbContextOptions<PostgresControlPlaneDbContext> options) : ControlPlaneDbContext(options);

/// <summary>Lets <c>dotnet ef</c> make migrations without the server.</summary>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresControlPlaneDbContext>
{
    /// <inheritdoc/>
    public PostgresControlPlaneDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresControlPlaneDbContext>().UseNpgsql("Host=design-time").Options);
}
