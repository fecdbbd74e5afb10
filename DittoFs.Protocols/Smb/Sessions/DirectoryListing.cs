using DittoFs.Storage.Files;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>How far an open's listing is.</summary>
internal sealed class DirectoryListing(string pattern)
{
    /// <summary>What the names must match.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>The cookie behind the last entry that was sent.</summary>
    public ulong Cookie { get; set; }

    /// <summary>True once an entry was sent: then the end is "no more files", else "no such file".</summary>
    public bool HasFound { get; set; }

    /// <summary>Entries that were read and not sent yet.</summary>
    public Queue<DirectoryEntry> Pending { get; } = new();

    /// <summary>True if nothing comes behind the pending entries.</summary>
    public bool IsAtEnd { get; set; }
}
