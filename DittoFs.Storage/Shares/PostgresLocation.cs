using DittoFs.Storage.Metadata.Postgres;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>A PostgreSQL database for names and attributes. Any number of shares may lie in one, in a schema of its own.</summary>
/// <param name="ConnectionString">Host, database, user and what else Npgsql takes. Holds a password: never logged, never shown.</param>
public sealed record PostgresLocation(string ConnectionString)
{
    /// <summary>A host may be one that <see cref="EndpointRules"/> forbids.</summary>
    public bool AllowLinkLocal { get; init; }

    /// <summary>The hosts of a connection string that can be parsed; not those that are directories of sockets.</summary>
    public static IReadOnlyList<string> HostsOf(string connectionString) => PostgresPlace.Hosts(PostgresPlace.Parse(connectionString));

    /// <summary>Looks up the hosts before they are connected to.</summary>
    /// <exception cref="StorageStartException">The connection string can't be used, or a host is forbidden.</exception>
    internal async Task EnsureAllowedAsync(CancellationToken cancellationToken)
    {
        foreach (var host in AllowLinkLocal ? [] : HostsOf(ConnectionString))
        {
            await EndpointRules.EnsureAllowedAsync(host, cancellationToken);
        }
    }

    /// <summary>Checks a connection string without connecting.</summary>
    /// <returns>What is wrong with it; null when it can be used.</returns>
    public static string? Check(string connectionString)
    {
        try
        {
            PostgresPlace.Parse(connectionString);
            return null;
        }
        catch (StorageStartException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Host, port and database.</summary>
    public override string ToString() => Check(ConnectionString) is null ? PostgresPlace.Describe(PostgresPlace.Parse(ConnectionString)) : "postgres";
}
