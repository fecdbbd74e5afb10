using DittoFs.Web.Hosting.Settings;
using DittoFs.Web.Hosting.Tls;

namespace DittoFs.Web.Hosting.Cli.Doctor;

/// <summary>The certificate of HTTPS as it lies on the disk, whether a server runs or not.</summary>
internal static class CertificateChecks
{
    private const string Check = "certificate";

    /// <summary>Looks.</summary>
    public static IEnumerable<Finding> Run(ServerSettings settings, DateTimeOffset now)
    {
        var http = settings.Http;
        if (!TlsRules.SpeaksAnywhere(http))
        {
            return http.ListenAddresses.All(System.Net.IPAddress.IsLoopback)
                ? []
                : [Finding.Warning(Check, "plain HTTP is spoken beyond this machine", "Passwords and tokens can be read on the way. Set Http:Tls:Mode to auto, unless a proxy with TLS stands before the server.")];
        }

        try
        {
            return http.Tls.CertificateFile.Length > 0
                ? [Judge(CertificateFiles.Read(http.Tls).Load(now), TlsCertificates.EndsSoon, "Have its issuer renew it; the server takes the new one without a restart.", now)]
                : SelfMadeCertificate.TryRead(SelfMadeCertificate.PathIn(settings.Storage.DataDirectory), now) is { } made
                    ? [Judge(made, TimeSpan.Zero, "The server makes a new one when it starts, and while it runs.", now)]
                    : [Finding.Good(Check, "the server makes its own at the start")];
        }
        catch (CertificateException exception)
        {
            return [Finding.Failure(Check, exception.Message, "Correct the file; the server reads it again without a restart.")];
        }
    }

    private static Finding Judge(ServerCertificate certificate, TimeSpan margin, string advice, DateTimeOffset now)
    {
        var text = $"{(certificate.IsSelfMade ? "self-signed" : certificate.Subject)}, good until {certificate.NotAfter:yyyy-MM-dd}, SHA-256 {certificate.Fingerprint}";
        return certificate.NotAfter <= now.UtcDateTime ? Finding.Failure(Check, text, advice)
            : certificate.NotBefore > now.UtcDateTime ? Finding.Failure(Check, $"{text}, and not before {certificate.NotBefore:u}", "Set the clock right, or wait.")
            : certificate.NotAfter - now.UtcDateTime <= margin ? Finding.Warning(Check, text, advice)
            : Finding.Good(Check, text);
    }
}
