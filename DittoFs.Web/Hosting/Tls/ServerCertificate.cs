using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DittoFs.Web.Hosting.Tls;

/// <summary>A certificate with its key and chain, ready for handshakes. Never disposed of: handshakes may still use one that was replaced.</summary>
internal sealed class ServerCertificate
{
    /// <summary>Takes a certificate that has its key.</summary>
    /// <param name="leaf">The certificate.</param>
    /// <param name="chain">What clients are sent beside it.</param>
    /// <param name="isSelfMade">Whether the server made it.</param>
    /// <param name="loadedAt">When it was read.</param>
    public ServerCertificate(X509Certificate2 leaf, X509Certificate2Collection chain, bool isSelfMade, DateTimeOffset loadedAt)
    {
        // Offline: no certificate is fetched from an address that another one names.
        Context = SslStreamCertificateContext.Create(leaf, chain, offline: true);
        IsSelfMade = isSelfMade;
        LoadedAt = loadedAt;
        Fingerprint = string.Join(':', Convert.ToHexString(SHA256.HashData(leaf.RawDataMemory.Span)).Chunk(2).Select(static pair => new string(pair)));
        Names = ReadNames(leaf);
    }

    /// <summary>What handshakes take.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>Whether the server made it.</summary>
    public bool IsSelfMade { get; }

    /// <summary>When it was read.</summary>
    public DateTimeOffset LoadedAt { get; }

    /// <summary>SHA-256 of the certificate, as <c>openssl x509 -fingerprint -sha256</c> writes it.</summary>
    public string Fingerprint { get; }

    /// <summary>The names and addresses that it is for.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whose it is.</summary>
    public string Subject => Context.TargetCertificate.Subject;

    /// <summary>Who vouches for it.</summary>
    public string Issuer => Context.TargetCertificate.Issuer;

    /// <summary>From when it is good, UTC.</summary>
    public DateTime NotBefore => Context.TargetCertificate.NotBefore.ToUniversalTime();

    /// <summary>Until when it is good, UTC.</summary>
    public DateTime NotAfter => Context.TargetCertificate.NotAfter.ToUniversalTime();

    private static IReadOnlyList<string> ReadNames(X509Certificate2 leaf) => leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } names
        ? [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(static address => address.ToString())]
        : [];
}
