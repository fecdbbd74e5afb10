using DittoFs.Storage.Primitives;
using Npgsql;

namespace DittoFs.Storage.Metadata.Postgres;

/// <summary>
/// Turns row changes into one batch of statements, which the server takes as one transaction. For each table there are at most two statements, with all
/// rows in arrays, so that a thousand changes cost no more messages than one, and are prepared once.
/// </summary>
internal static class PostgresBatchWriter
{
    /// <summary>Adds the statement that says how far the writer is, and fails the transaction when it may not go on. The first.</summary>
    public static void AddAdvance(NpgsqlBatch batch, Guid writer, PostgresWriterState next) => Add(
        batch,
        "SELECT dittofs_metadata.advance($1, $2, $3, $4, $5)",
        Single(writer),
        Single(next.Epoch),
        Single(next.Fence),
        Single(next.Commits),
        Single(PostgresNumbers.ToStored(next.Applied)));

    /// <summary>Adds the statements that change the rows.</summary>
    public static void Add(NpgsqlBatch batch, PostgresRowChanges changes)
    {
        AddDroppedShares(batch, changes);
        AddSuperblocks(batch, changes);
        AddNodes(batch, changes);
        AddNames(batch, changes);
        AddEntries(batch, changes);
        AddExtents(batch, changes);
        AddMarks(batch, "dropped_contents", "content", changes.DroppedContents, static key => key.Share.Value, static key => key.Content.Value);
        AddMarks(batch, "orphans", "node", changes.Orphans, static key => key.Share.Value, static key => key.Node.Value);
        AddUsage(batch, changes);
    }

    private static void AddDroppedShares(NpgsqlBatch batch, PostgresRowChanges changes)
    {
        if (changes.DroppedShares.Count == 0)
        {
            return;
        }

        // As many rows as a share has take as long as they take.
        batch.Timeout = 0;
        foreach (var table in PostgresSchema.Tables)
        {
            Add(batch, $"DELETE FROM dittofs_metadata.{table} WHERE share = ANY ($1)", Column(changes.DroppedShares.ToList(), static share => share.Value));
        }
    }

    private static void AddSuperblocks(NpgsqlBatch batch, PostgresRowChanges changes)
    {
        var (puts, _) = Split(changes.Superblocks);
        if (puts.Count > 0)
        {
            Add(
                batch,
                """
                INSERT INTO dittofs_metadata.superblocks (share, superblock) SELECT * FROM unnest($1, $2)
                ON CONFLICT (share) DO UPDATE SET superblock = excluded.superblock
                """,
                Column(puts, static row => row.Key.Value),
                Column(puts, static row => row.Value));
        }
    }

    private static void AddNodes(NpgsqlBatch batch, PostgresRowChanges changes)
    {
        var (puts, deletes) = Split(changes.Nodes);
        if (puts.Count > 0)
        {
            Add(
                batch,
                """
                INSERT INTO dittofs_metadata.nodes (share, node, record) SELECT * FROM unnest($1, $2, $3)
                ON CONFLICT (share, node) DO UPDATE SET record = excluded.record
                """,
                Column(puts, static row => row.Key.Share.Value),
                Column(puts, static row => PostgresNumbers.ToStored(row.Key.Node.Value)),
                Column(puts, static row => row.Value));
        }

        if (deletes.Count > 0)
        {
            Add(
                batch,
                "DELETE FROM dittofs_metadata.nodes r USING unnest($1, $2) k (share, node) WHERE r.share = k.share AND r.node = k.node",
                Column(deletes, static key => key.Share.Value),
                Column(deletes, static key => PostgresNumbers.ToStored(key.Node.Value)));
        }
    }

    private static void AddNames(NpgsqlBatch batch, PostgresRowChanges changes)
    {
        var (puts, deletes) = Split(changes.Names);
        if (puts.Count > 0)
        {
            Add(
                batch,
                """
                INSERT INTO dittofs_metadata.names (share, directory, folded, name, node, cookie, kind) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (share, directory, folded, name) DO UPDATE SET node = excluded.node, cookie = excluded.cookie, kind = excluded.kind
                """,
                Column(puts, static row => row.Key.Share.Value),
                Column(puts, static row => PostgresNumbers.ToStored(row.Key.Directory.Value)),
                Column(puts, static row => Fold(row.Key.Name)),
                Column(puts, static row => row.Key.Name.Span.ToArray()),
                Column(puts, static row => PostgresNumbers.ToStored(row.Value.Node.Value)),
                Column(puts, static row => PostgresNumbers.ToStored(row.Value.Cookie)),
                Column(puts, static row => (short)row.Value.Kind));
        }

        if (deletes.Count > 0)
        {
            Add(
                batch,
                """
                DELETE FROM dittofs_metadata.names r USING unnest($1, $2, $3, $4) k (share, directory, folded, name)
                WHERE r.share = k.share AND r.directory = k.directory AND r.folded = k.folded AND r.name = k.name
                """,
                Column(deletes, static key => key.Share.Value),
                Column(deletes, static key => PostgresNumbers.ToStored(key.Directory.Value)),
                Column(deletes, static key => Fold(key.Name)),
                Column(deletes, static key => key.Name.Span.ToArray()));
        }
    }

    private static void AddEntries(NpgsqlBatch batch, PostgresRowChanges changes)
    {
        var (puts, deletes) = Split(changes.Entries);
        if (puts.Count > 0)
        {
            Add(
                batch,
                """
                INSERT INTO dittofs_metadata.entries (share, directory, cookie, node, kind, name) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
                ON CONFLICT (share, directory, cookie) DO UPDATE SET node = excluded.node, kind = excluded.kind, name = excluded.name
                """,
                Column(puts, static row => row.Key.Share.Value),
                Column(puts, static row => PostgresNumbers.ToStored(row.Key.Directory.Value)),
                Column(puts, static row => PostgresNumbers.ToStored(row.Key.Cookie)),
                Column(puts, static row => PostgresNumbers.ToStored(row.Value.Entry.Node.Value)),
                Column(puts, static row => (short)row.Value.Entry.Kind),
                Column(puts, static row => row.Value.Name.Span.ToArray()));
        }

        if (deletes.Count > 0)
        {
            Add(
                batch,
                """
                DELETE FROM dittofs_metadata.entries r USING unnest($1, $2, $3) k (share, directory, cookie)
                WHERE r.share = k.share AND r.directory = k.directory AND r.cookie = k.cookie
                """,
                Column(deletes, static key => key.Share.Value),
                Column(deletes, static key => PostgresNumbers.ToStored(key.Directory.Value)),
                Column(deletes, static key => PostgresNumbers.ToStored(key.Cookie)));
        }
    }

    private static void AddExtents(NpgsqlBatch batch, PostgresRowChanges changes)
    {
        var (puts, deletes) = Split(changes.Extents);
        if (puts.Count > 0)
        {
            Add(
                batch,
                """
                INSERT INTO dittofs_metadata.extents (share, content, start, length, block, block_offset) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
                ON CONFLICT (share, content, start) DO UPDATE SET length = excluded.length, block = excluded.block, block_offset = excluded.block_offset
                """,
                Column(puts, static row => row.Key.Share.Value),
                Column(puts, static row => PostgresNumbers.ToStored(row.Key.Content.Value)),
                Column(puts, static row => PostgresNumbers.ToStored(row.Key.Offset)),
                Column(puts, static row => (long)row.Value.Length),
                Column(puts, static row => row.Value.Block.Value),
                Column(puts, static row => (long)row.Value.BlockOffset));
        }

        if (deletes.Count > 0)
        {
            Add(
                batch,
                """
                DELETE FROM dittofs_metadata.extents r USING unnest($1, $2, $3) k (share, content, start)
                WHERE r.share = k.share AND r.content = k.content AND r.start = k.start
                """,
                Column(deletes, static key => key.Share.Value),
                Column(deletes, static key => PostgresNumbers.ToStored(key.Content.Value)),
                Column(deletes, static key => PostgresNumbers.ToStored(key.Offset)));
        }
    }

    /// <summary>Adds the statements for rows that are nothing but a share and a number.</summary>
    private static void AddMarks<TKey>(NpgsqlBatch batch, string table, string column, Dictionary<TKey, bool?> changes, Func<TKey, Guid> share, Func<TKey, ulong> number)
        where TKey : notnull
    {
        var (puts, deletes) = Split(changes);
        if (puts.Count > 0)
        {
            Add(
                batch,
                $"INSERT INTO dittofs_metadata.{table} (share, {column}) SELECT * FROM unnest($1, $2) ON CONFLICT DO NOTHING",
                Column(puts, row => share(row.Key)),
                Column(puts, row => PostgresNumbers.ToStored(number(row.Key))));
        }

        if (deletes.Count > 0)
        {
            Add(
                batch,
                $"DELETE FROM dittofs_metadata.{table} r USING unnest($1, $2) k (share, number) WHERE r.share = k.share AND r.{column} = k.number",
                Column(deletes, share),
                Column(deletes, key => PostgresNumbers.ToStored(number(key))));
        }
    }

    /// <summary>Adds to counters. Not a put of their values: the transaction that <see cref="AddAdvance"/> lets through happens once.</summary>
    private static void AddUsage(NpgsqlBatch batch, PostgresRowChanges changes)
    {
        var charges = changes.Usage.Where(static charge => !charge.Value.IsNothing).ToList();
        if (charges.Count > 0)
        {
            Add(
                batch,
                """
                INSERT INTO dittofs_metadata.usage AS u (share, uid, bytes, nodes) SELECT * FROM unnest($1, $2, $3, $4)
                ON CONFLICT (share, uid) DO UPDATE SET bytes = u.bytes + excluded.bytes, nodes = u.nodes + excluded.nodes
                """,
                Column(charges, static row => row.Key.Share.Value),
                Column(charges, static row => (long)row.Key.Uid),
                Column(charges, static row => row.Value.Bytes),
                Column(charges, static row => row.Value.Nodes));
        }
    }

    /// <summary>What the name folds to, by which rows of names are ordered.</summary>
    public static byte[] Fold(FileName name)
    {
        Span<byte> folded = stackalloc byte[NameFolding.FoldedBytesMax];
        return folded[..NameFolding.Fold(name.Span, folded)].ToArray();
    }

    private static (List<KeyValuePair<TKey, TRow>> Puts, List<TKey> Deletes) Split<TKey, TRow>(Dictionary<TKey, TRow?> changes)
        where TKey : notnull
        where TRow : struct
    {
        List<KeyValuePair<TKey, TRow>> puts = [];
        List<TKey> deletes = [];
        foreach (var (key, row) in changes)
        {
            if (row is { } value)
            {
                puts.Add(new KeyValuePair<TKey, TRow>(key, value));
            }
            else
            {
                deletes.Add(key);
            }
        }

        return (puts, deletes);
    }

    private static (List<KeyValuePair<TKey, byte[]>> Puts, List<TKey> Deletes) Split<TKey>(Dictionary<TKey, byte[]?> changes)
        where TKey : notnull
    {
        List<KeyValuePair<TKey, byte[]>> puts = [];
        List<TKey> deletes = [];
        foreach (var (key, row) in changes)
        {
            if (row is not null)
            {
                puts.Add(new KeyValuePair<TKey, byte[]>(key, row));
            }
            else
            {
                deletes.Add(key);
            }
        }

        return (puts, deletes);
    }

    private static NpgsqlParameter<T[]> Column<TRow, T>(List<TRow> rows, Func<TRow, T> read)
    {
        var values = new T[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = read(rows[i]);
        }

        return new NpgsqlParameter<T[]> { TypedValue = values };
    }

    private static NpgsqlParameter<T> Single<T>(T value) => new() { TypedValue = value };

    private static void Add(NpgsqlBatch batch, string text, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }
}
