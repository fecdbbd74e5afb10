using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace DittoFs.Web.ControlPlane.Data;

/// <summary>Copies the control plane's database as it is, whatever its tables are: made before they change.</summary>
internal static class DatabaseCopy
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyDirectory = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>
    /// Makes the copy in <paramref name="directory"/>, mode 0600: of SQLite a database of its own, of PostgreSQL a zip archive with each table as CSV. One of that name is replaced.
    /// </summary>
    public static async Task MakeAsync(ControlPlaneDbContext context, string directory, string name, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory, OwnerOnlyDirectory);
        var isSqlite = context is SqliteControlPlaneDbContext;
        var path = Path.Combine(directory, name + (isSqlite ? ".db" : ".zip"));
        File.Delete(path);
        await using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, UnixCreateMode = OwnerOnly, Share = FileShare.ReadWrite });
        await context.Database.OpenConnectionAsync(cancellationToken);
        if (isSqlite)
        {
            await using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            await copy.OpenAsync(cancellationToken);
            ((SqliteConnection)context.Database.GetDbConnection()).BackupDatabase(copy);
        }
        else
        {
            await WriteTablesAsync((NpgsqlConnection)context.Database.GetDbConnection(), file, cancellationToken);
        }

        file.Flush(flushToDisk: true);
    }

    private static async Task WriteTablesAsync(NpgsqlConnection connection, FileStream file, CancellationToken cancellationToken)
    {
        // One moment for all tables.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await using var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var table in await ListTablesAsync(connection, cancellationToken))
        {
            await using var entry = await archive.CreateEntry($"{table}.csv").OpenAsync(cancellationToken);
            await using var writer = new StreamWriter(entry);
            var quoted = table.Replace("\"", "\"\"", StringComparison.Ordinal);
            using var rows = await connection.BeginTextExportAsync($"COPY \"{quoted}\" TO STDOUT (FORMAT csv, HEADER)", cancellationToken);
            while (await rows.ReadLineAsync(cancellationToken) is { } line)
            {
                await writer.WriteLineAsync(line);
            }
        }
    }

    private static async Task<List<string>> ListTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }
}
