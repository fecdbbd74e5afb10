using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DittoFs.Ctl.Running;

/// <summary>By what a server's certificate is known: a fingerprint, an authority, or, without both, what this machine trusts.</summary>
/// <param name="Authority">A PEM file with the certificates that vouch; null for those of this machine.</param>
/// <param name="Fingerprint">SHA-256 of the server's own certificate, as <see cref="ParseFingerprint"/> writes it; nothing else counts then.</param>
internal sealed record ServerTrust(string? Authority, string? Fingerprint)
{
    private const int DigestBytes = 32;

    /// <summary>What this machine trusts.</summary>
    public static ServerTrust Machine { get; } = new(null, null);

    /// <summary>Reads a fingerprint as openssl, browsers and the server write it.</summary>
    public static string ParseFingerprint(string text)
    {
        var digits = text[(text.LastIndexOf('=') + 1)..].Replace("sha256:", "", StringComparison.OrdinalIgnoreCase).Replace(":", "", StringComparison.Ordinal).Trim();
        return digits.Length == 2 * DigestBytes && digits.All(char.IsAsciiHexDigit)
            ? Pairs(digits.ToUpperInvariant())
            : throw new CtlException($"'{text}' is no fingerprint: it has {2 * DigestBytes} hexadecimal digits, in pairs with or without colons.", ExitCode.Usage);
    }

    /// <summary>What carries calls to a server that is trusted like this, and to no other.</summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = Authority is null ? null : ReadPolicy(Authority),
            RemoteCertificateValidationCallback = (connection, certificate, _, errors) => Judge(((SslStream)connection).TargetHostName, certificate, errors),
        },
    };

    private bool Judge(string server, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return false;
        }

        var found = Pairs(Convert.ToHexString(SHA256.HashData(certificate.GetRawCertData())));
        if (Fingerprint is not null)
        {
            return found == Fingerprint ? true : throw new CtlException(
                $"THE CERTIFICATE OF {server} IS NOT THE ONE THAT IS KNOWN HERE. Somebody may be in between, and nothing was sent. Its SHA-256 fingerprint is {found}, and {Fingerprint} is known. "
                + "If the server was given another certificate, compare with 'dittofs status' on its machine and sign in again with --fingerprint.",
                ExitCode.Untrusted);
        }

        return errors == SslPolicyErrors.None ? true : throw new CtlException(
            $"The certificate of {server} is not to be trusted: {Explain(errors)}. Nothing was sent. Its SHA-256 fingerprint is {found}. "
            + "If 'dittofs status' on the server's machine shows the same, sign in with --fingerprint and that; for an authority of your own, with --ca and its certificate.",
            ExitCode.Untrusted);
    }

    private string Explain(SslPolicyErrors errors) => errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
        ? $"{(Authority is null ? "nobody whom this machine trusts" : $"nobody in {Authority}")} vouches for it, or its time is over"
        : "it is for another name";

    private static X509ChainPolicy ReadPolicy(string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(authority);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CtlException($"{authority} can't be read: {exception.Message}", ExitCode.Configuration);
        }

        return policy.CustomTrustStore.Count > 0 ? policy : throw new CtlException($"There is no certificate in {authority}.", ExitCode.Configuration);
    }

    private static string Pairs(string digits) => string.Join(':', digits.Chunk(2).Select(static pair => new string(pair)));
}
