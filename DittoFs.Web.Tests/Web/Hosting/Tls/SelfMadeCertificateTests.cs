using System.Net;
using System.Security.Cryptography.X509Certificates;
using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.Tls;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Hosting.Tls;

public sealed class SelfMadeCertificateTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();

    private string File => SelfMadeCertificate.PathIn(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void New_IsForTheNamesAndAddressesOfTheServer_AndOnlyItsOwnerMayReadIt()
    {
        var http = new HttpOptions { ListenAddresses = [IPAddress.Parse("192.0.2.7")], AllowedHosts = ["nas.example.org", "*"] };

        var (made, isNew) = SelfMadeCertificate.Ensure(File, http, Now);

        Assert.True(isNew);
        Assert.True(made.IsSelfMade);
        Assert.Superset(new HashSet<string> { "localhost", "nas.example.org", "127.0.0.1", "::1", "192.0.2.7" }, made.Names.ToHashSet());
        Assert.DoesNotContain("*", made.Names);
        Assert.Equal("1.2.840.10045.2.1", made.Context.TargetCertificate.GetKeyAlgorithm());
        Assert.Equal(256, made.Context.TargetCertificate.GetECDsaPublicKey()!.KeySize);
        Assert.Equal((Now + SelfMadeCertificate.Lifetime).UtcDateTime, made.NotAfter);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public void Present_StaysUntilItsEndIsNear()
    {
        var first = Ensure(Now);

        Assert.Equal(first, Ensure(Now + SelfMadeCertificate.Lifetime - SelfMadeCertificate.RenewalMargin - TimeSpan.FromDays(1)));
        Assert.NotEqual(first, Ensure(Now + SelfMadeCertificate.Lifetime - SelfMadeCertificate.RenewalMargin + TimeSpan.FromDays(1)));
    }

    [Fact]
    public void File_ThatIsBroken_IsReplaced()
    {
        var first = Ensure(Now);
        System.IO.File.WriteAllText(File, "nothing");

        Assert.NotEqual(first, Ensure(Now));
    }

    private string Ensure(DateTimeOffset now) => SelfMadeCertificate.Ensure(File, new HttpOptions(), now).Certificate.Fingerprint;
}
