using System.Data.Common;
using DittoFs.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Data;

/// <summary>The control plane's database: opens short-lived contexts on it and brings its tables up to date.</summary>
internal sealed class ControlPlaneDatabase(ControlPlaneOptions options, StorageOptions storage) : IDbContextFactory<ControlPlaneDbContext>
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The file of the default database.</summary>
    public const string FileName = "control.db";

    /// <summary>A new context; its maker disposes it.</summary>
    public ControlPlaneDbContext CreateDbContext() => options.Provider switch
    {
        ControlPlaneProvider.Sqlite => new SqliteControlPlaneDbContext(
            new DbContextOptionsBuilder<SqliteControlPlaneDbContext>().UseSqlite(SqliteConnectionString).Options),
        ControlPlaneProvider.Postgres => new PostgresControlPlaneDbContext(
            new DbContextOptionsBuilder<PostgresControlPlaneDbContext>().UseNpgsql(options.ConnectionString).Options),
    };

    /// <summary>The migrations that are not applied yet.</summary>
    public async Task<IReadOnlyList<string>> FindPendingMigrationsAsync(CancellationToken cancellationToken)
    {
        await using var context = CreateDbContext();
        return [.. await context.Database.GetPendingMigrationsAsync(cancellationToken)];
    }

    /// <summary>Makes or updates the tables; one that holds something is copied to <c>backups/</c> before. The migrations that were applied.</summary>
    /// <exception cref="ControlPlaneStartException">The database can't be reached or is damaged, or the copy can't be made.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            CreateFile();
            await using var context = CreateDbContext();
            var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
            List<string> pending = [.. context.Database.GetMigrations().Except(applied)];

            // Migrating asks more than this, even where there is nothing to do: it builds the model of the newest migration to compare.
            if (pending.Count > 0)
            {
                if (applied.Count > 0)
                {
                    await DatabaseCopy.MakeAsync(context, Path.Combine(storage.DataDirectory, "backups"), $"control-before-{pending[0]}", cancellationToken);
                }

                await context.Database.MigrateAsync(cancellationToken);
            }

            if (options.Provider == ControlPlaneProvider.Sqlite)
            {
                await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
            }

            return pending;
        }
        catch (Exception exception) when (exception is DbException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ControlPlaneStartException($"The control plane's database ({options.Provider}) can't be used: {exception.Message}", exception);
        }
    }

    private string SqliteConnectionString => options.ConnectionString.Length > 0
        ? options.ConnectionString
        : new SqliteConnectionStringBuilder { DataSource = DefaultPath, ForeignKeys = true, DefaultTimeout = 30 }.ToString();

    private string DefaultPath => Path.Combine(storage.DataDirectory, FileName);

    // SQLite gives its journal the mode of the database itself.
    private void CreateFile()
    {
        if (options.Provider == ControlPlaneProvider.Sqlite && options.ConnectionString.Length == 0)
        {
            using var file = new FileStream(
                DefaultPath, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, UnixCreateMode = OwnerOnly, Share = FileShare.ReadWrite });
        }
    }
}
