using System.Net.Sockets;
using DittoFs.Storage.Primitives;
using Npgsql;

namespace DittoFs.Storage.Metadata.Postgres;

/// <summary>Translates what a call to the database throws.</summary>
internal static class PostgresErrorMap
{
    /// <summary>True for the exceptions that a call can end with; others are faults of the program.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="cancellationToken">The caller's: what he called off himself is no failure of the database.</param>
    public static bool IsCallError(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => exception is NpgsqlException or SocketException or IOException or TimeoutException,
    };

    /// <summary>The error of a call. A database that is away, starting, stopping or too busy comes back; what else it refuses would be refused again.</summary>
    public static FsError ToError(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => FsError.NoSpace,
        PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted } => FsError.Corrupt,
        PostgresException { SqlState: var state } when IsPassing(state) => FsError.Unavailable,
        PostgresException => FsError.InputOutput,
        _ => FsError.Unavailable,
    };

    /// <summary>The failure of an open, with what the administrator can do.</summary>
    public static StorageStartException ToStartFailure(Exception exception, string place)
    {
        var advice = exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
                "Check the user and the password.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "Make the database first: CREATE DATABASE.",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => $"Its user must be allowed to create a schema there, or own the schema {PostgresSchema.Name}.",
            PostgresException => "Nothing was changed.",
            _ => "Check that it runs and that this server may connect; it is tried again.",
        };
        return new StorageStartException($"The metadata database {place} can't be used. {advice} PostgreSQL says: {exception.Message}", exception);
    }

    // Classes 08 (connection), 40 (rolled back), 53 (resources), 55 (in use), 57 (operator) but for a full disk.
    private static bool IsPassing(string state) => state.Length == 5 && state[..2] is "08" or "40" or "53" or "55" or "57";
}
