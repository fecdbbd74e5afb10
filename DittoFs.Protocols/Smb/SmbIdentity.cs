namespace DittoFs.Protocols.Smb;

/// <summary>What clients know the server by, whatever it is called: they compare it after a reconnect, so it lasts over restarts.</summary>
/// <param name="ServerGuid">The GUID of NEGOTIATE (MS-SMB2 2.2.4). The machine's security identifier follows from it.</param>
public sealed record SmbIdentity(Guid ServerGuid);
