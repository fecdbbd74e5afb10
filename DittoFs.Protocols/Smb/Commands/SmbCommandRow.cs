namespace DittoFs.Protocols.Smb.Commands;

/// <summary>What a command needs before it may run.</summary>
internal enum SmbScope
{
    /// <summary>A connection.</summary>
    Connection,

    /// <summary>A signed-in session.</summary>
    Session,

    /// <summary>A tree of a session.</summary>
    Tree,
}

/// <summary>A row of the table of commands.</summary>
/// <param name="Number">The number on the wire.</param>
/// <param name="Name">The name in metrics and documentation.</param>
/// <param name="Scope">What it needs.</param>
/// <param name="Command">What it does; null for what this server answers with "not supported".</param>
internal sealed record SmbCommandRow(ushort Number, string Name, SmbScope Scope, SmbCommand? Command)
{
    private long calls;
    private long failures;

    /// <summary>True for what a session may still do that has to sign in again: give back what it holds, and leave (MS-SMB2 3.3.5.2.9).</summary>
    public bool OutlastsExpiry { get; init; }

    /// <summary>Calls that were answered.</summary>
    public long Calls => Interlocked.Read(ref calls);

    /// <summary>Those of them that were answered with an error.</summary>
    public long Failures => Interlocked.Read(ref failures);

    /// <summary>Counts an answer.</summary>
    public void Count(NtStatus status)
    {
        Interlocked.Increment(ref calls);
        if ((uint)status >= 0xC0000000 && status != NtStatus.MoreProcessingRequired)
        {
            Interlocked.Increment(ref failures);
        }
    }
}
