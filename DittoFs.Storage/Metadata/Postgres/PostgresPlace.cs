using DittoFs.Storage.Primitives;
using Npgsql;

namespace DittoFs.Storage.Metadata.Postgres;

/// <summary>Makes of an administrator's connection string what the store connects with.</summary>
internal static class PostgresPlace
{
    private const int ConnectionsMax = 20;
    private const int ConnectSeconds = 10;

    /// <summary>The host, port and database of a connection string, without user and password.</summary>
    public static string Describe(NpgsqlConnectionStringBuilder connection) => $"{connection.Host}:{connection.Port}/{connection.Database ?? connection.Username}";

    /// <summary>The names and addresses among the hosts of a connection string, without their ports.</summary>
    public static IReadOnlyList<string> Hosts(NpgsqlConnectionStringBuilder connection) =>
    [
        .. (connection.Host ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(static host => host[0] is not ('/' or '@'))
            .Select(static host => host[0] == '[' ? host[1..].Split(']')[0] : host.Count(static letter => letter == ':') == 1 ? host.Split(':')[0] : host),
    ];

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="StorageStartException">It can't be parsed, or names no host.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(connectionString);
            return !string.IsNullOrEmpty(connection.Host) ? connection : throw new StorageStartException("The connection string names no host.");
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException)
        {
            throw new StorageStartException("The connection string of the metadata database can't be read. It looks like Host=db;Database=dittofs;Username=dittofs;Password=….", exception);
        }
    }

    /// <summary>What pooled connections are made with: nothing of a session is left behind, so that nothing need be reset, and every statement is prepared.</summary>
    public static NpgsqlConnectionStringBuilder ForWork(NpgsqlConnectionStringBuilder connection)
    {
        var work = WithDefaults(connection);
        work.NoResetOnClose = true;
        work.MaxAutoPrepare = 64;
        work.AutoPrepareMinUsages = 1;
        work.Enlist = false;
        work.Multiplexing = false;
        if (!Names(connection, "Maximum Pool Size"))
        {
            work.MaxPoolSize = ConnectionsMax;
        }

        return work;
    }

    /// <summary>What the connection that holds locks is made with: it is tried every now and then, since it is mostly idle.</summary>
    public static NpgsqlConnectionStringBuilder ForLocks(NpgsqlConnectionStringBuilder connection)
    {
        var locks = WithDefaults(connection);
        locks.Pooling = false;
        locks.KeepAlive = 30;
        locks.Enlist = false;
        return locks;
    }

    private static bool Names(NpgsqlConnectionStringBuilder connection, string key) => connection.Keys.Cast<string>().Contains(key, StringComparer.OrdinalIgnoreCase);

    private static NpgsqlConnectionStringBuilder WithDefaults(NpgsqlConnectionStringBuilder connection)
    {
        var made = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        if (!Names(connection, "Timeout"))
        {
            made.Timeout = ConnectSeconds;
        }

        if (string.IsNullOrEmpty(made.ApplicationName))
        {
            made.ApplicationName = "dittofs";
        }

        return made;
    }
}
