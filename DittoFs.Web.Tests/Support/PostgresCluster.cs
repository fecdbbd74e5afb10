using System.Diagnostics;
using DittoFs.Storage.Metadata.Postgres;
using Npgsql;

namespace DittoFs.Web.Tests.Support;

/// <summary>
/// A PostgreSQL server of the test run's own, in a temporary directory, reached over a socket in it. It is started by the first test that needs it and runs as
/// an unprivileged user. A shell that outlives this process stops and removes it: a test host is given no time to clean up, and may be killed.
/// </summary>
internal sealed class PostgresCluster
{
    private static readonly Lazy<Task<PostgresCluster>> Instance = new(StartAsync);
    private static int databases;

    private readonly string _directory;

    private PostgresCluster(string directory) => _directory = directory;

    /// <summary>The path of the socket that clients connect to.</summary>
    public string Socket => Path.Combine(_directory, ".s.PGSQL.5432");

    private string Data => Path.Combine(_directory, "data");

    /// <summary>The connection string of a new, empty database.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var cluster = await Instance.Value;
        return await cluster.CreateAsync();
    }

    /// <summary>The cluster that all tests share, to reach it in another way.</summary>
    public static Task<PostgresCluster> GetSharedAsync() => Instance.Value;

    /// <summary>A cluster for one test, which may stop it.</summary>
    public static Task<PostgresCluster> StartOwnAsync() => StartAsync();

    /// <summary>A new database with the file metadata that another one has at this moment: what is left when a server is killed now.</summary>
    public static async Task<string> CopyMetadataAsync(string connectionString)
    {
        var copy = await CreateDatabaseAsync();
        await (await PostgresDatabase.OpenAsync(copy, default)).DisposeAsync();
        await using var from = new NpgsqlConnection(connectionString);
        await using var to = new NpgsqlConnection(copy);
        await from.OpenAsync();
        await to.OpenAsync();
        await using var snapshot = await from.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        foreach (var table in PostgresSchema.Tables.Append("writers"))
        {
            await using var rows = await from.BeginRawBinaryCopyAsync($"COPY dittofs_metadata.{table} TO STDOUT (FORMAT BINARY)");
            await using var target = await to.BeginRawBinaryCopyAsync($"COPY dittofs_metadata.{table} FROM STDIN (FORMAT BINARY)");
            await rows.CopyToAsync(target);
        }

        return copy;
    }

    /// <summary>Makes an empty database.</summary>
    public async Task<string> CreateAsync()
    {
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Ends the server as a crash would, with every transaction that is under way.</summary>
    public Task StopAsync() => RunAsPostgresAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");

    /// <summary>Starts the server; it is ready when this completes.</summary>
    public Task ResumeAsync()
    {
        var options = $"-c listen_addresses='' -c unix_socket_directories={_directory} -c fsync=off -c max_connections=200";
        return RunAsPostgresAsync("pg_ctl", "-D", Data, "-l", Path.Combine(_directory, "log"), "-w", "-o", options, "start");
    }

    private static async Task<PostgresCluster> StartAsync()
    {
        var cluster = new PostgresCluster(Directory.CreateTempSubdirectory("dittofs-pg-").FullName);
        cluster.StartCleaner();
        if (RunsAsRoot)
        {
            await RunAsync("chown", "postgres", cluster._directory);
        }

        await RunAsPostgresAsync("initdb", "-D", cluster.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        await cluster.ResumeAsync();
        return cluster;
    }

    private static bool RunsAsRoot => Environment.UserName == "root";

    private string ConnectionString(string database) => $"Host={_directory};Username=postgres;Database={database};Maximum Pool Size=10";

    // The immediate stop of a server whose data go anyway: SIGQUIT to the process that its pid file names.
    private void StartCleaner()
    {
        const string script = """
            while kill -0 "$1" 2>/dev/null; do sleep 1; done
            [ ! -f "$2/data/postmaster.pid" ] || kill -QUIT "$(head -n 1 "$2/data/postmaster.pid")"
            while [ -f "$2/data/postmaster.pid" ]; do sleep 0.1; done
            rm -rf "$2"
            """;
        using var cleaner = Process.Start(Detached("setsid", ["-f", "sh", "-c", script, "sh", $"{Environment.ProcessId}", _directory]));
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
        using var process = Process.Start(Detached(program, arguments))!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    // No pipe: what the program leaves behind would hold its end.
    private static ProcessStartInfo Detached(string program, string[] arguments) =>
        new("sh", ["-c", "exec \"$@\" </dev/null >/dev/null 2>&1", "sh", program, .. arguments]) { WorkingDirectory = "/tmp" };
}
