namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>What a client calls an open by (MS-SMB2 2.2.14.1).</summary>
/// <param name="Persistent">The lasting part.</param>
/// <param name="Volatile">The part that is the session's.</param>
internal readonly record struct SmbFileId(ulong Persistent, ulong Volatile)
{
    /// <summary>In a related message: the open of the message before.</summary>
    public static SmbFileId Previous { get; } = new(ulong.MaxValue, ulong.MaxValue);
}
