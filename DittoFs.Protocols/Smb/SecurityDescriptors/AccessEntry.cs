namespace DittoFs.Protocols.Smb.SecurityDescriptors;

/// <summary>One entry of an access-control list (MS-DTYP 2.4.4).</summary>
/// <param name="IsDeny">True if it takes rights, false if it gives them.</param>
/// <param name="Mask">Which rights.</param>
/// <param name="Trustee">Whose.</param>
internal sealed record AccessEntry(bool IsDeny, SmbAccess Mask, Sid Trustee);
