using DittoFs.Protocols.Smb.Security;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>What client and server agreed on.</summary>
/// <param name="Dialect">The dialect.</param>
/// <param name="Signing">How 3.x messages are signed.</param>
/// <param name="Cipher">How messages are encrypted, if they are.</param>
/// <param name="ClientId">What the client called itself.</param>
/// <param name="ClientCapabilities">What it said it can do.</param>
/// <param name="ClientSecurityMode">What it said about signing.</param>
/// <param name="ClientDialects">The dialects that it offered.</param>
internal sealed record Negotiation(
    SmbDialect Dialect, SigningAlgorithm Signing, SmbCipher Cipher, Guid ClientId, uint ClientCapabilities, ushort ClientSecurityMode, IReadOnlyList<ushort> ClientDialects)
{
    /// <summary>Nothing was agreed on.</summary>
    public static Negotiation None { get; } = new(SmbDialect.None, SigningAlgorithm.HmacSha256, SmbCipher.None, Guid.Empty, 0, 0, []);
}
