using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DittoFs.Web.Hosting.Tls;

/// <summary>What lies in the configured files at one moment, not understood yet.</summary>
internal sealed class CertificateFiles
{
    // A chain with RSA keys of 8192 bits has about 20 KB.
    private const int FileBytesMax = 1 << 20;

    private readonly TlsOptions options;
    private readonly byte[] certificate;
    private readonly byte[]? key;
    private readonly string? password;

    private CertificateFiles(TlsOptions options, byte[] certificate, byte[]? key, string? password)
    {
        (this.options, this.certificate, this.key, this.password) = (options, certificate, key, password);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (ReadOnlySpan<byte[]>)[certificate, key ?? [], Encoding.UTF8.GetBytes(password ?? "")])
        {
            hash.AppendData(BitConverter.GetBytes(part.Length));
            hash.AppendData(part);
        }

        Digest = Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Differs when any of the files does.</summary>
    public string Digest { get; }

    /// <summary>Reads the files.</summary>
    /// <exception cref="CertificateException">One of them can't be read.</exception>
    public static CertificateFiles Read(TlsOptions options) => new(
        options,
        ReadFile(options.CertificateFile),
        options.KeyFile.Length > 0 ? ReadFile(options.KeyFile) : null,
        options.KeyPasswordFile.Length > 0 ? FirstLine(ReadFile(options.KeyPasswordFile)) : null);

    /// <summary>Makes the certificate of them.</summary>
    /// <exception cref="CertificateException">They hold no certificate, or not its key.</exception>
    public ServerCertificate Load(DateTimeOffset now)
    {
        var where = options.KeyFile.Length > 0 ? $"{options.CertificateFile} with {options.KeyFile}" : options.CertificateFile;
        try
        {
            return IsPem(certificate) ? LoadPem(now) : LoadPkcs12(now);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or InvalidOperationException or PlatformNotSupportedException)
        {
            throw new CertificateException($"{where} can't be used: {Explain(exception)}", exception);
        }
    }

    private ServerCertificate LoadPem(DateTimeOffset now)
    {
        var text = Encoding.UTF8.GetString(certificate);
        var keyText = key is null ? text : Encoding.UTF8.GetString(key);
        if (keyText.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw new CryptographicException("the key is encrypted in the old format of OpenSSL. 'openssl pkcs8 -topk8' makes one of the present format.");
        }

        var isEncrypted = keyText.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal);
        if (isEncrypted && password is null)
        {
            throw new CryptographicException("the key is encrypted. Name the file with its password in Http:Tls:KeyPasswordFile.");
        }

        var leaf = isEncrypted ? X509Certificate2.CreateFromEncryptedPem(text, keyText, password) : X509Certificate2.CreateFromPem(text, keyText);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(text);
        chain.RemoveAt(0);
        return new ServerCertificate(leaf, chain, isSelfMade: false, now);
    }

    private ServerCertificate LoadPkcs12(DateTimeOffset now)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(certificate, password, X509KeyStorageFlags.EphemeralKeySet);
        var leaf = all.FirstOrDefault(static one => one.HasPrivateKey) ?? throw new CryptographicException("there is no certificate with a key in it.");
        all.Remove(leaf);
        return new ServerCertificate(leaf, all, isSelfMade: false, now);
    }

    private static bool IsPem(byte[] content) => content.AsSpan().IndexOf("-----BEGIN "u8) >= 0;

    private static string FirstLine(byte[] content) => Encoding.UTF8.GetString(content).Split('\n')[0].TrimEnd('\r');

    private static string Explain(Exception exception) => exception switch
    {
        ArgumentException => "the key is not the certificate's. The certificate has to come first in its file, and its chain after it.",
        CryptographicException => exception.Message,
        _ => $"the key has a kind that TLS can't use: {exception.Message}",
    };

    private static byte[] ReadFile(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > FileBytesMax)
            {
                throw new CertificateException($"{path} is longer than any certificate.");
            }

            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"{path} can't be read: {exception.Message}", exception);
        }
    }
}
