using DittoFs.Storage.Locking;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>What a client's access mask asks of the storage, which alone decides whether it is granted (MS-SMB2 2.2.13.1).</summary>
internal static class SmbRights
{
    /// <summary>Bits that no client may ask for (MS-SMB2 3.3.5.9), and the audit right, which nobody holds here.</summary>
    private const SmbAccess Refused = (SmbAccess)0x0CE0FE00 | SmbAccess.AccessSystemSecurity;

    /// <summary>False if nothing is asked for, or a right that is never granted.</summary>
    public static bool MayBeAsked(SmbAccess access) => access != SmbAccess.None && (access & Refused) == 0;

    /// <summary>Replaces the generic rights by what they stand for.</summary>
    public static OpenAccess Expand(SmbAccess access)
    {
        var expanded = access & SmbAccess.FullRights;
        expanded |= access.HasFlag(SmbAccess.GenericRead) ? SmbAccess.ReadRights : 0;
        expanded |= access.HasFlag(SmbAccess.GenericWrite) ? SmbAccess.WriteRights : 0;
        expanded |= access.HasFlag(SmbAccess.GenericExecute) ? SmbAccess.ExecuteRights : 0;
        expanded |= access.HasFlag(SmbAccess.GenericAll) ? SmbAccess.FullRights : 0;
        return (OpenAccess)expanded;
    }
}
