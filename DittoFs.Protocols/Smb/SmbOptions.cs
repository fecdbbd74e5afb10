using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb;

/// <summary>Whether messages are encrypted.</summary>
public enum SmbEncryption
{
    /// <summary>Never.</summary>
    Off,

    /// <summary>When the client wants it.</summary>
    Offered,

    /// <summary>Always; clients that can't are refused.</summary>
    Required,
}

/// <summary>Settings of the SMB server.</summary>
public sealed class SmbOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Smb";

    /// <summary>The port that Windows looks for.</summary>
    public const int WellKnownPort = 445;

    /// <summary>False keeps the server from starting.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The TCP port; 0 lets the system choose.</summary>
    public int Port { get; set; } = WellKnownPort;

    /// <summary>The TCP port to listen on instead when <see cref="Port"/> needs a privilege that the process lacks; 0 for none.</summary>
    public int FallbackPort { get; set; } = 1445;

    /// <summary>IP addresses to listen on. Empty means 127.0.0.1: nothing is reachable from outside unless told.</summary>
    public IReadOnlyList<string> ListenAddresses { get; set; } = [];

    /// <summary>The name that clients show for this server: 1 to 15 letters, digits or '-'.</summary>
    public string ServerName { get; set; } = "DITTOFS";

    /// <summary>The oldest dialect that is spoken.</summary>
    public SmbDialect DialectMin { get; set; } = SmbDialect.Smb210;

    /// <summary>Refuses messages that are not signed, unless they are encrypted.</summary>
    public bool SigningRequired { get; set; } = true;

    /// <summary>Whether messages are encrypted.</summary>
    public SmbEncryption Encryption { get; set; } = SmbEncryption.Offered;

    /// <summary>How long a sign-in is good for; then the client has to sign in again before anything else. Zero: until it leaves.</summary>
    public TimeSpan SessionLifetime { get; set; }

    /// <summary>The account as whom clients act that sign in under a name that no account has, or under none; empty refuses them.</summary>
    public string GuestAccount { get; set; } = "";

    /// <summary>The largest read, write and query; 64 KiB to 8 MiB.</summary>
    public ByteSize TransferBytesMax { get; set; } = ByteSize.FromMebibytes(8);

    /// <summary>Connections of all clients together; 1 to 1,000,000.</summary>
    public int ConnectionsMax { get; set; } = 20_000;

    /// <summary>Connections from one address; 1 to 1,000,000.</summary>
    public int ConnectionsPerClientMax { get; set; } = 1_000;

    /// <summary>Credits that one connection can hold, so also its requests under way; 64 to 8,192.</summary>
    public int CreditsMax { get; set; } = 1_024;

    /// <summary>True for a name that <see cref="ServerName"/> may be.</summary>
    public static bool IsServerName(string name) => name.Length is >= 1 and <= 15 && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');
}
