namespace DittoFs.Protocols.Smb;

/// <summary>Dialects by their number on the wire (MS-SMB2 2.2.3).</summary>
public enum SmbDialect : ushort
{
    /// <summary>Nothing was negotiated yet.</summary>
    None = 0,

    /// <summary>SMB 2.0.2.</summary>
    Smb202 = 0x0202,

    /// <summary>SMB 2.1.</summary>
    Smb210 = 0x0210,

    /// <summary>SMB 3.0.</summary>
    Smb300 = 0x0300,

    /// <summary>SMB 3.0.2.</summary>
    Smb302 = 0x0302,

    /// <summary>SMB 3.1.1.</summary>
    Smb311 = 0x0311,
}
