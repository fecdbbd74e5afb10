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

/// <summary>Names of dialects.</summary>
internal static class SmbDialects
{
    /// <summary>The version as people write it, such as <c>3.1.1</c>; null while nothing is negotiated.</summary>
    public static string? GetName(SmbDialect dialect) => dialect switch
    {
        SmbDialect.None => null,
        SmbDialect.Smb202 => "2.0.2",
        SmbDialect.Smb210 => "2.1",
        SmbDialect.Smb300 => "3.0",
        SmbDialect.Smb302 => "3.0.2",
        SmbDialect.Smb311 => "3.1.1",
    };
}
