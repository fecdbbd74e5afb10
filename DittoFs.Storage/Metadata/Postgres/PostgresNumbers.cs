namespace DittoFs.Storage.Metadata.Postgres;

/// <summary>
/// Numbers as the database keeps them: a <c>bigint</c> is signed, so that every number is kept less 2^63. Their order stays what it is.
/// </summary>
internal static class PostgresNumbers
{
    private const ulong Offset = 1UL << 63;

    /// <summary>The stored form.</summary>
    public static long ToStored(ulong number) => unchecked((long)(number - Offset));

    /// <summary>The number of a stored form.</summary>
    public static ulong FromStored(long stored) => unchecked((ulong)stored + Offset);
}
