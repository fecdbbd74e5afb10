using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.Tls;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.Hosting.Tls;

/// <summary>HTTPS of the real server, by a real client.</summary>
public sealed class TlsServerTests : IDisposable
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
    public async Task SelfMade_IsServedToldAndKept()
    {
        await using var application = await StartAsync(("Http:Tls:Mode", "required"));
        var seen = new ConcurrentQueue<string>();
        using var http = new HttpClient(Accepting(certificate => seen.Enqueue(Fingerprint(certificate))));

        using var ready = await http.GetAsync(application.UriOf("/health/ready"));

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.False(ready.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal("https", application.UriOf("/").Scheme);
        var info = await InfoAsync(application);
        var certificate = info.GetProperty("certificate");
        Assert.True(certificate.GetProperty("selfSigned").GetBoolean());
        Assert.Equal(certificate.GetProperty("fingerprint").GetString(), Assert.Single(seen));
        Assert.Contains(application.Log.Lines, line => line.Event == 1080 && line.Text.Contains(seen.First(), StringComparison.Ordinal));

        await application.RestartAsync(With(("Http:Tls:Mode", "required")));
        using var again = new HttpClient(Accepting(other => seen.Enqueue(Fingerprint(other))));
        (await again.GetAsync(application.UriOf("/health/ready"))).Dispose();
        Assert.Equal(2, seen.Count);
        Assert.Single(seen.Distinct());
    }

    [Fact]
    public async Task PlainHttp_OnAPortOfHttps_IsSentToTheRightAddressAndGetsNothing()
    {
        await using var application = await StartAsync(("Http:Tls:Mode", "required"));
        var plain = new UriBuilder(application.UriOf("/sign-in?returnUrl=x")) { Scheme = "http" }.Uri;
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });

        using var page = await http.GetAsync(plain);
        Assert.Equal(HttpStatusCode.PermanentRedirect, page.StatusCode);
        Assert.Equal(application.UriOf("/sign-in?returnUrl=x"), page.Headers.Location);

        using var call = await http.PostAsync(new Uri(plain, "/api/v1/auth/login"), new StringContent("{}"));
        Assert.Equal(HttpStatusCode.BadRequest, call.StatusCode);
        Assert.Contains("https_required", await call.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_AreSecureOverHttps()
    {
        await using var application = await StartAsync(("Http:Tls:Mode", "required"));
        using var http = new HttpClient(Accepting());

        using var page = await http.GetAsync(application.UriOf("/sign-in"));

        Assert.NotEmpty(page.Headers.GetValues("Set-Cookie"));
        Assert.All(page.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Configured_IsTrustedByItsAuthority_AndTellsBrowsersToComeByHttps()
    {
        _authority.Write(CertificateFile, KeyFile, "first");
        await using var application = await StartAsync(Configured());
        using var http = new HttpClient(_authority.CreateHandler());

        using var ready = await http.GetAsync(application.UriOf("/health/ready"));

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal("max-age=2592000", Assert.Single(ready.Headers.GetValues("Strict-Transport-Security")));
        Assert.False(File.Exists(SelfMadeCertificate.PathIn(application.DataDirectory)));
    }

    [Fact]
    public async Task Files_ThatChange_AreUsedByNewConnections_AndOldOnesGoOn()
    {
        _authority.Write(CertificateFile, KeyFile, "first");
        await using var application = await StartAsync(Configured());
        var seen = new ConcurrentQueue<string>();
        using var before = new HttpClient(_authority.CreateHandler(certificate => seen.Enqueue(certificate.Subject)));
        await ReadyAsync(before, application);

        _authority.Write(CertificateFile, KeyFile, "second");
        application.Services.GetRequiredService<TlsCertificates>().Check();

        await ReadyAsync(before, application);
        Assert.Equal(["CN=first"], seen);
        using var after = new HttpClient(_authority.CreateHandler(certificate => seen.Enqueue(certificate.Subject)));
        await ReadyAsync(after, application);
        Assert.Equal(["CN=first", "CN=second"], seen);
    }

    [Fact]
    public async Task Files_ThatDoNotFit_AreToldAndTheOldOnesStayInUse_UntilTheyDo()
    {
        _authority.Write(CertificateFile, KeyFile, "first");
        await using var application = await StartAsync(Configured());
        var certificates = application.Services.GetRequiredService<TlsCertificates>();

        _authority.Write(CertificateFile, _directory.Combine("key.new"), "second");
        certificates.Check();
        certificates.Check();

        Assert.Contains("the key is not the certificate's", (await InfoAsync(application)).GetProperty("certificateProblem").GetString(), StringComparison.Ordinal);
        Assert.Single(application.Log.Lines, line => line.Event == 1082);
        Assert.Equal("CN=first", await SubjectAsync(application));

        File.Move(_directory.Combine("key.new"), KeyFile, overwrite: true);
        certificates.Check();
        Assert.False((await InfoAsync(application)).TryGetProperty("certificateProblem", out var problem) && problem.ValueKind != JsonValueKind.Null);
        Assert.Equal("CN=second", await SubjectAsync(application));
    }

    [Fact]
    public async Task Files_ThatAreMissingAtTheStart_AreAFailedPart_UntilTheyAreThere()
    {
        await using var application = await StartAsync(Configured());
        Assert.Contains(CertificateFile, Assert.Single(application.ReadServerFile().Failures).Reason, StringComparison.Ordinal);
        Assert.Contains(application.Log.Lines, line => line.Event == 1083);
        using var early = new HttpClient(_authority.CreateHandler());
        await Assert.ThrowsAsync<HttpRequestException>(() => early.GetAsync(application.UriOf("/health/ready")));

        _authority.Write(CertificateFile, KeyFile, "first");
        application.Services.GetRequiredService<TlsCertificates>().Check();

        using var late = new HttpClient(_authority.CreateHandler());
        await ReadyAsync(late, application);
    }

    private static Func<HostArguments, HostArguments> With(params (string Key, string Value)[] settings) => arguments =>
        arguments with { Overrides = arguments.Overrides.SetItems(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))) };

    private static Task<DittoFsApplication> StartAsync(params (string Key, string Value)[] settings) => DittoFsApplication.StartAsync(With(settings));

    private (string Key, string Value)[] Configured() => [("Http:Tls:CertificateFile", CertificateFile), ("Http:Tls:KeyFile", KeyFile)];

    private static async Task ReadyAsync(HttpClient http, DittoFsApplication application)
    {
        using var answer = await http.GetAsync(application.UriOf("/health/ready"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<string> SubjectAsync(DittoFsApplication application)
    {
        var subject = "";
        using var http = new HttpClient(_authority.CreateHandler(certificate => subject = certificate.Subject));
        await ReadyAsync(http, application);
        return subject;
    }

    // The control socket tells it whatever the certificate is.
    private static async Task<JsonElement> InfoAsync(DittoFsApplication application)
    {
        using var client = new ControlSocketClient(application.DataDirectory);
        return JsonDocument.Parse(await client.Http.GetStringAsync(new Uri("http://localhost/api/v1/system/info"))).RootElement.Clone();
    }

    private static string Fingerprint(X509Certificate2 certificate) =>
        string.Join(':', certificate.GetCertHashString(HashAlgorithmName.SHA256).Chunk(2).Select(pair => new string(pair)));

    private static SocketsHttpHandler Accepting(Action<X509Certificate2>? seen = null) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                seen?.Invoke((X509Certificate2)certificate!);
                return certificate is not null;
            },
        },
    };
}
