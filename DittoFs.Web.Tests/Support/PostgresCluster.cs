using System.Diagnostics;
using Npgsql;

namespace DittoFs.Web.Tests.Support;

/// <summary>
/// A PostgreSQL server of the test run's own, in a temporary directory, reached over a socket in it. It is started by the first test that needs it, runs as
/// an unprivileged user, and goes with the process.
/// </summary>
internal sealed class PostgresCluster
{
    private static readonly Lazy<Task<PostgresCluster>> Instance = new(StartAsync);
    private static int databases;

    private readonly string _directory;

    private PostgresCluster(string directory) => _directory = directory;

    private string Data => Path.Combine(_directory, "data");

    /// <summary>The connection string of a new, empty database.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var cluster = await Instance.Value;
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString("postgres"));
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return cluster.ConnectionString(name);
    }

    private static async Task<PostgresCluster> StartAsync()
    {
        var cluster = new PostgresCluster(Directory.CreateTempSubdirectory("dittofs-pg-").FullName);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.Stop();
        if (RunsAsRoot)
        {
            await RunAsync("chown", "postgres", cluster._directory);
        }

        await RunAsPostgresAsync("initdb", "-D", cluster.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        var options = $"-c listen_addresses='' -c unix_socket_directories={cluster._directory} -c fsync=off -c max_connections=200";
        await RunAsPostgresAsync("pg_ctl", "-D", cluster.Data, "-l", Path.Combine(cluster._directory, "log"), "-w", "-o", options, "start");
        return cluster;
    }

    private static bool RunsAsRoot => Environment.UserName == "root";

    private string ConnectionString(string database) => $"Host={_directory};Username=postgres;Database={database};Maximum Pool Size=10";

    private void Stop()
    {
        RunAsPostgresAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop").GetAwaiter().GetResult();
        Directory.Delete(_directory, recursive: true);
    }

    // initdb and postgres refuse to run as root.
    private static Task RunAsPostgresAsync(string program, params string[] arguments)
    {
        var path = Directory.GetDirectories("/usr/lib/postgresql").Order().Select(version => Path.Combine(version, "bin", program)).Last(File.Exists);
        return RunsAsRoot
            ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // No pipe: the server that pg_ctl leaves behind would hold its end.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", program, .. arguments]) { WorkingDirectory = "/tmp" })!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
