namespace DittoFs.Web.Api.Contracts;

/// <summary>The certificate with which the API and the console are served over HTTPS.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="Issuer">Who vouches for it.</param>
/// <param name="Names">The names and addresses that it is for.</param>
/// <param name="Fingerprint">SHA-256 of the certificate, as hexadecimal pairs with colons.</param>
/// <param name="SelfSigned">Whether the server made it itself.</param>
/// <param name="NotBefore">From when it is good, UTC.</param>
/// <param name="NotAfter">Until when it is good, UTC.</param>
/// <param name="LoadedAt">Since when it is in use, UTC.</param>
public sealed record CertificateResponse(
    string Subject, string Issuer, IReadOnlyList<string> Names, string Fingerprint, bool SelfSigned, DateTime NotBefore, DateTime NotAfter, DateTime LoadedAt);
