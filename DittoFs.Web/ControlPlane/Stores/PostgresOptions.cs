using DittoFs.Storage.Shares;

namespace DittoFs.Web.ControlPlane.Stores;

/// <summary>The options of a store of the kind <c>postgres</c>.</summary>
internal static class PostgresOptions
{
    /// <summary>Where the database is and who connects: taken, never given.</summary>
    public const string ConnectionString = "connectionString";

    /// <summary>Host, port and name of the database: given, never taken.</summary>
    public const string Database = "database";

    private const int LengthMax = 4096;

    /// <summary>Null for options that such a store can have.</summary>
    public static Failure? Check(IReadOnlyDictionary<string, string> options)
    {
        if (options.Keys.FirstOrDefault(key => key != ConnectionString) is { } unknown)
        {
            return new Failure(ControlPlaneError.FieldInvalid, $"'{unknown}' is no option of this kind of store.", "options");
        }

        return options.GetValueOrDefault(ConnectionString) is not { Length: > 0 and <= LengthMax } text
            ? new Failure(ControlPlaneError.FieldInvalid, "A connection string is needed, such as Host=db;Database=files;Username=dittofs;Password=….", $"options.{ConnectionString}")
            : PostgresLocation.Check(text) is { } problem ? new Failure(ControlPlaneError.FieldInvalid, problem, $"options.{ConnectionString}") : null;
    }
}
