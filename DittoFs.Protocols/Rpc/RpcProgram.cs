using System.Collections.Immutable;

namespace DittoFs.Protocols.Rpc;

/// <summary>One version of a program: a table of rows, indexed by procedure number.</summary>
internal abstract class RpcProgram
{
    /// <summary>Takes the table, whose rows stand at the index of their number.</summary>
    protected RpcProgram(uint number, uint version, string name, ImmutableArray<RpcProcedureRow?> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] is { } row && row.Number != i)
            {
                throw new ArgumentException($"Row {row.Name} of {name} has number {row.Number} but stands at {i}.", nameof(rows));
            }
        }

        (Number, Version, Name, Rows) = (number, version, name, rows);
    }

    /// <summary>The program's number.</summary>
    public uint Number { get; }

    /// <summary>The version that the table is of.</summary>
    public uint Version { get; }

    /// <summary>A short name for metrics and logs, such as <c>nfs3</c>.</summary>
    public string Name { get; }

    /// <summary>The table; null where the version has no procedure or it is not served.</summary>
    public ImmutableArray<RpcProcedureRow?> Rows { get; }

    /// <summary>Names a status of the program's own, from a closed set.</summary>
    public abstract string NameStatus(uint status);

    /// <summary>Finds a row by number; null for a procedure that is not served.</summary>
    public RpcProcedureRow? FindRow(uint procedure) => procedure < (uint)Rows.Length ? Rows[(int)procedure] : null;
}
