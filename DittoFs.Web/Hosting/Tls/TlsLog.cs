namespace DittoFs.Web.Hosting.Tls;

/// <summary>Events of HTTPS: 1080 to 1089.</summary>
internal static partial class TlsLog
{
    [LoggerMessage(1080, LogLevel.Warning, "Made a self-signed certificate, {Path}, good until {NotAfter:u}. Clients that know the server by a fingerprint must be given this one: SHA-256 {Fingerprint}")]
    public static partial void SelfSignedMade(this ILogger log, string path, DateTime notAfter, string fingerprint);

    [LoggerMessage(1081, LogLevel.Information, "HTTPS uses the certificate of {Subject}, good until {NotAfter:u}, SHA-256 {Fingerprint}")]
    public static partial void CertificateUsed(this ILogger log, string subject, DateTime notAfter, string fingerprint);

    [LoggerMessage(1082, LogLevel.Error, "The changed certificate is not used, and the one before stays in use (SHA-256 {Fingerprint}): {Reason}")]
    public static partial void CertificateKept(this ILogger log, string fingerprint, string reason);

    [LoggerMessage(1083, LogLevel.Error, "HTTPS has no certificate, so nobody can connect until there is one: {Reason}")]
    public static partial void CertificateMissing(this ILogger log, string reason);

    [LoggerMessage(1084, LogLevel.Warning, "The certificate of {Subject} is good only until {NotAfter:u}")]
    public static partial void CertificateEnds(this ILogger log, string subject, DateTime notAfter);
}
