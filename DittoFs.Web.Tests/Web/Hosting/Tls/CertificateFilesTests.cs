using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DittoFs.Web.Hosting.Tls;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Hosting.Tls;

public sealed class CertificateFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestCertificates _authority = new();

    private string CertificateFile => _directory.Combine("certificate.pem");

    private string KeyFile => _directory.Combine("key.pem");

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Pem_WithChainAndKey_IsLoadedWithBoth()
    {
        _authority.Write(CertificateFile, KeyFile, "filer");

        var loaded = Load(new TlsOptions { CertificateFile = CertificateFile, KeyFile = KeyFile });

        Assert.Equal("CN=filer", loaded.Subject);
        Assert.Equal(["localhost", "127.0.0.1"], loaded.Names);
        Assert.True(loaded.Context.TargetCertificate.HasPrivateKey);
        using var expected = X509Certificate2.CreateFromPem(File.ReadAllText(CertificateFile));
        Assert.Equal(expected.GetCertHashString(HashAlgorithmName.SHA256), loaded.Fingerprint.Replace(":", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Pem_WithTheKeyInTheSameFile_IsLoaded()
    {
        _authority.Write(CertificateFile, KeyFile, "filer");
        File.AppendAllText(CertificateFile, File.ReadAllText(KeyFile));

        Assert.Equal("CN=filer", Load(new TlsOptions { CertificateFile = CertificateFile }).Subject);
    }

    [Fact]
    public void Key_ThatIsEncrypted_NeedsItsPassword()
    {
        var (certificate, key) = _authority.Issue("filer");
        File.WriteAllText(CertificateFile, certificate);
        File.WriteAllText(KeyFile, key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        key.Dispose();
        var options = new TlsOptions { CertificateFile = CertificateFile, KeyFile = KeyFile };
        Assert.Contains("Http:Tls:KeyPasswordFile", Assert.Throws<CertificateException>(() => Load(options)).Message, StringComparison.Ordinal);

        options.KeyPasswordFile = _directory.Combine("password");
        File.WriteAllText(options.KeyPasswordFile, "secret\n");
        Assert.Equal("CN=filer", Load(options).Subject);

        File.WriteAllText(options.KeyPasswordFile, "wrong\n");
        Assert.Contains(KeyFile, Assert.Throws<CertificateException>(() => Load(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pkcs12_WithItsPassword_IsLoaded()
    {
        var (certificate, key) = _authority.Issue("filer");
        using var leaf = X509Certificate2.CreateFromPem(certificate, key.ExportPkcs8PrivateKeyPem());
        key.Dispose();
        var options = new TlsOptions { CertificateFile = _directory.Combine("filer.pfx"), KeyPasswordFile = _directory.Combine("password") };
        File.WriteAllBytes(options.CertificateFile, leaf.Export(X509ContentType.Pkcs12, "secret"));
        File.WriteAllText(options.KeyPasswordFile, "secret");

        Assert.Equal("CN=filer", Load(options).Subject);
    }

    [Fact]
    public void Key_OfAnotherCertificate_IsRefused()
    {
        _authority.Write(CertificateFile, KeyFile, "filer");
        _authority.Write(_directory.Combine("other.pem"), KeyFile, "other");

        var exception = Assert.Throws<CertificateException>(() => Load(new TlsOptions { CertificateFile = CertificateFile, KeyFile = KeyFile }));

        Assert.Contains("the key is not the certificate's", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate at all")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void File_ThatIsNoCertificate_IsRefused(string content)
    {
        File.WriteAllText(CertificateFile, content);

        Assert.Contains(CertificateFile, Assert.Throws<CertificateException>(() => Load(new TlsOptions { CertificateFile = CertificateFile })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatIsNotThere_IsNamed() =>
        Assert.Contains(CertificateFile, Assert.Throws<CertificateException>(() => CertificateFiles.Read(new TlsOptions { CertificateFile = CertificateFile })).Message, StringComparison.Ordinal);

    [Fact]
    public void Digest_ChangesWithAnyFile()
    {
        _authority.Write(CertificateFile, KeyFile, "filer");
        var options = new TlsOptions { CertificateFile = CertificateFile, KeyFile = KeyFile };
        var first = CertificateFiles.Read(options).Digest;
        Assert.Equal(first, CertificateFiles.Read(options).Digest);

        File.AppendAllText(KeyFile, "\n");

        Assert.NotEqual(first, CertificateFiles.Read(options).Digest);
    }

    private static ServerCertificate Load(TlsOptions options) => CertificateFiles.Read(options).Load(DateTimeOffset.UnixEpoch);
}
