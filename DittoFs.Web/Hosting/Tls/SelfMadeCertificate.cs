using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DittoFs.Web.Hosting.Platform;

namespace DittoFs.Web.Hosting.Tls;

/// <summary>
/// The certificate that the server makes when none is configured: ECDSA P-256, signed by itself. It stays the same until its end comes near, whatever the machine is called
/// meanwhile, because clients know it by its fingerprint.
/// </summary>
internal static class SelfMadeCertificate
{
    /// <summary>How long one is good for: what the strictest clients accept is 825 days.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(730);

    /// <summary>How long before its end the next one is made.</summary>
    public static readonly TimeSpan RenewalMargin = TimeSpan.FromDays(30);

    // Clients whose clocks are behind see it too.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    /// <summary>The file in a data directory: certificate and key, mode 0600.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "tls-self-signed.pem");

    /// <summary>The one of the file, or a new one when there is none, it can't be read, or its end is near.</summary>
    /// <param name="path">The file.</param>
    /// <param name="http">Addresses and names of the administration port.</param>
    /// <param name="now">The time.</param>
    /// <returns>The certificate, and whether it is new.</returns>
    /// <exception cref="CertificateException">It could not be written.</exception>
    public static (ServerCertificate Certificate, bool IsNew) Ensure(string path, HttpOptions http, DateTimeOffset now)
    {
        if (TryRead(path, now) is { } present && present.NotAfter - now.UtcDateTime > RenewalMargin)
        {
            return (present, false);
        }

        try
        {
            var pem = Make(NamesOf(http), AddressesOf(http), now);
            DurableFile.Replace(path, Encoding.ASCII.GetBytes(pem));
            return (Parse(pem, now), true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"{path} can't be written: {exception.Message}", exception);
        }
    }

    /// <summary>The one of the file; null when there is none, or none that can be used.</summary>
    public static ServerCertificate? TryRead(string path, DateTimeOffset now)
    {
        try
        {
            return File.Exists(path) ? Parse(File.ReadAllText(path), now) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    private static ServerCertificate Parse(string pem, DateTimeOffset now) => new(X509Certificate2.CreateFromPem(pem, pem), [], isSelfMade: true, now);

    private static string Make(IReadOnlyList<string> names, IEnumerable<IPAddress> addresses, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={names[0]}, O=DittoFs"), key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            alternatives.AddDnsName(name);
        }

        foreach (var address in addresses)
        {
            alternatives.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(alternatives.Build());
        using var made = request.CreateSelfSigned(now - ClockSkew, now + Lifetime);
        return $"{made.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    private static List<string> NamesOf(HttpOptions http) =>
    [
        .. ((IEnumerable<string>)[Environment.MachineName, .. http.AllowedHosts, "localhost"])
            .Where(static name => Uri.CheckHostName(name) == UriHostNameType.Dns)
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    private static IEnumerable<IPAddress> AddressesOf(HttpOptions http)
    {
        var isAny = http.ListenAddresses.Any(static address => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
        var named = http.ListenAddresses.Where(static address => !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any));
        return ((IEnumerable<IPAddress>)[IPAddress.Loopback, IPAddress.IPv6Loopback, .. named, .. isAny ? MachineAddresses() : []]).Distinct();
    }

    private static IEnumerable<IPAddress> MachineAddresses() =>
        from network in NetworkInterface.GetAllNetworkInterfaces()
        from unicast in network.GetIPProperties().UnicastAddresses
        where !unicast.Address.IsIPv6LinkLocal
        select unicast.Address;
}
