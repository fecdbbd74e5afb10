using System.Buffers.Binary;
using DittoFs.Storage.Primitives;
using RocksDbSharp;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <summary>Opens or makes the database, and refuses one that this build can't read.</summary>
internal static class RocksDbOpener
{
    /// <summary>The version of keys and values that this build reads and writes.</summary>
    public const ushort FormatVersion = 1;

    /// <summary>
    /// Opens the database in <paramref name="path"/>, making directory and database when they are not there, and reads how far the log is applied.
    /// </summary>
    /// <exception cref="StorageStartException">It is in use, damaged, of another format or not ours.</exception>
    public static RocksDbConnection Open(string path, RocksDbMetadataStoreOptions options, out ulong appliedSequence)
    {
        RocksDbConnection? connection = null;
        try
        {
            RefuseRemains(path);
            Directory.CreateDirectory(path);
            connection = new RocksDbConnection(RocksDbSharp.RocksDb.Open(RocksDbTuning.Create(options), path));
            CheckFormat(connection, path);
            appliedSequence = connection.Get(RocksDbKeys.Applied, value => ReadSequence(value, path));
            return connection;
        }
        catch (RocksDbException exception)
        {
            connection?.Dispose();
            throw RocksDbErrorMap.ToStartFailure(exception, path);
        }
        catch (StorageStartException)
        {
            connection?.Dispose();
            throw;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageStartException($"The metadata directory '{path}' can't be made or read: {exception.Message}", exception);
        }
    }

    /// <summary>RocksDB would take a directory that lost its CURRENT file for a new one, and delete the tables in it.</summary>
    private static void RefuseRemains(string path)
    {
        if (Directory.Exists(path) && !File.Exists(Path.Combine(path, "CURRENT")) && HasDatabaseFiles(path))
        {
            throw new StorageStartException(
                $"The metadata database in '{path}' has lost its file CURRENT. Restore the directory from a backup; opening it would lose its tables.");
        }
    }

    private static bool HasDatabaseFiles(string path) =>
        Directory.EnumerateFiles(path, "*.sst").Any() || Directory.EnumerateFiles(path, "MANIFEST-*").Any();

    private static void CheckFormat(RocksDbConnection connection, string path)
    {
        switch (connection.Get(RocksDbKeys.Format, ReadVersion))
        {
            case FormatVersion:
                return;
            case null when IsEmpty(connection):
                WriteFormat(connection);
                return;
            case null:
                throw new StorageStartException($"The database in '{path}' is not DittoFs': it has rows but no format version. Nothing was changed.");
            case var version:
                throw new StorageStartException(
                    $"The metadata database in '{path}' has format version {version}, this build reads {FormatVersion}. "
                    + "Start the build that wrote it. Nothing was changed.");
        }
    }

    private static bool IsEmpty(RocksDbConnection connection)
    {
        using var cursor = connection.Open(default);
        cursor.Seek(default);
        cursor.ThrowIfFailed();
        return !cursor.IsValid;
    }

    private static int? ReadVersion(ReadOnlySpan<byte> value) => value.Length == sizeof(ushort) ? BinaryPrimitives.ReadUInt16LittleEndian(value) : -1;

    private static ulong ReadSequence(ReadOnlySpan<byte> value, string path) => value.Length == sizeof(ulong)
        ? BinaryPrimitives.ReadUInt64LittleEndian(value)
        : throw new StorageStartException($"The metadata database in '{path}' has a damaged row 'applied'. Restore it from a backup. Nothing was changed.");

    private static void WriteFormat(RocksDbConnection connection)
    {
        Span<byte> version = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(version, FormatVersion);
        using var batch = new WriteBatch();
        batch.Put(RocksDbKeys.Format, version);
        connection.Write(batch);
        connection.Flush();
    }
}
