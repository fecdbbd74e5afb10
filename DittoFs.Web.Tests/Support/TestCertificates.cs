using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DittoFs.Web.Tests.Support;

/// <summary>An authority of a test, one under it, and the server certificates that the latter signs: for <c>localhost</c> and 127.0.0.1. Clients trust the former alone.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly X509Certificate2 root;
    private readonly X509Certificate2 issuer;

    /// <summary>Makes the authorities.</summary>
    public TestCertificates()
    {
        root = MakeAuthority("the tests' authority", null);
        issuer = MakeAuthority("the tests' issuer", root);
    }

    /// <summary>The authority, PEM.</summary>
    public string RootPem => root.ExportCertificatePem();

    /// <summary>A new certificate with its key.</summary>
    public (string Certificate, ECDsa Key) Issue(string subject)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.Create(issuer, Start.AddDays(2), Start.AddYears(50), RandomNumberGenerator.GetBytes(8));
        return (made.ExportCertificatePem(), key);
    }

    /// <summary>Writes a new certificate, with the issuer behind it as its chain, and its key.</summary>
    public void Write(string certificatePath, string keyPath, string subject)
    {
        var (certificate, key) = Issue(subject);
        using (key)
        {
            File.WriteAllText(certificatePath, $"{certificate}\n{issuer.ExportCertificatePem()}\n");
            File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        }
    }

    /// <summary>A handler that trusts this authority alone.</summary>
    public SocketsHttpHandler CreateHandler(Action<X509Certificate2>? seen = null) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        SslOptions =
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { root } },
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                seen?.Invoke((X509Certificate2)certificate!);
                return errors == System.Net.Security.SslPolicyErrors.None;
            },
        },
    };

    public void Dispose()
    {
        issuer.Dispose();
        root.Dispose();
    }

    private static X509Certificate2 MakeAuthority(string name, X509Certificate2? above)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        if (above is null)
        {
            return request.CreateSelfSigned(Start, Start.AddYears(60));
        }

        using var made = request.Create(above, Start.AddDays(1), Start.AddYears(55), RandomNumberGenerator.GetBytes(8));
        return made.CopyWithPrivateKey(key);
    }
}
