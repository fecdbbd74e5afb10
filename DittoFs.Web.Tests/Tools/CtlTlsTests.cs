extern alias ctl;

using ctl::DittoFs.Ctl.Running;
using DittoFs.Web.Hosting.Tls;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Tools;

/// <summary>By what dittofsctl knows a server.</summary>
public sealed class CtlTlsTests : IDisposable
{
    private readonly CtlSession _ctl = new(static trust => trust.CreateHandler()) { Input = $"{DittoFsApplication.AdministratorPassword}\n" };
    private readonly TemporaryDirectory _directory = new();
    private readonly TestCertificates _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
        _ctl.Dispose();
    }

    [Fact]
    public async Task SelfMade_IsTrustedByItsFingerprintAlone_AndTheContextKeepsIt()
    {
        await using var application = await StartAsync(("Http:Tls:Mode", "required"));
        var fingerprint = application.Services.GetRequiredService<TlsCertificates>().Current!.Fingerprint;

        var refused = await _ctl.RunLineAsync($"login {Address(application)} --user admin");
        Assert.Equal(ExitCode.Untrusted, refused.ExitCode);
        Assert.Contains(fingerprint, refused.Error, StringComparison.Ordinal);
        Assert.Contains("--fingerprint", refused.Error, StringComparison.Ordinal);
        Assert.Empty(_ctl.Contexts.Read().Contexts);

        await DoAsync($"login {Address(application)} --user admin --context nas --fingerprint {fingerprint.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant()}");
        Assert.Equal("admin\n", (await DoAsync("whoami -q")).Output);
        Assert.Equal(fingerprint, Assert.Single(_ctl.Contexts.Read().Contexts).Fingerprint);

        await DoAsync("login");
        Assert.Equal(fingerprint, Assert.Single(_ctl.Contexts.Read().Contexts).Fingerprint);
    }

    [Fact]
    public async Task Certificate_ThatIsNotTheOneOfTheContext_EndsTheCommand_EvenIfOthersVouchForIt()
    {
        var settings = Configured("first");
        await using var application = await StartAsync(settings);
        var certificates = application.Services.GetRequiredService<TlsCertificates>();
        await DoAsync($"login {Address(application)} --user admin --fingerprint {certificates.Current!.Fingerprint}");

        Configured("second");
        certificates.Check();

        var refused = await _ctl.RunLineAsync("whoami");
        Assert.Equal(ExitCode.Untrusted, refused.ExitCode);
        Assert.Contains("IS NOT THE ONE THAT IS KNOWN HERE", refused.Error, StringComparison.Ordinal);
        Assert.Contains(certificates.Current!.Fingerprint, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authority_OfTheContext_IsTheOnlyOneThatVouches()
    {
        await using var application = await StartAsync(Configured("first"));
        var (own, other) = (_directory.Combine("own.pem"), _directory.Combine("other.pem"));
        await File.WriteAllTextAsync(own, _authority.RootPem);
        using (var others = new TestCertificates())
        {
            await File.WriteAllTextAsync(other, others.RootPem);
        }

        Assert.Equal(ExitCode.Untrusted, (await _ctl.RunLineAsync($"login {Address(application)} --user admin --ca {other}")).ExitCode);
        await DoAsync($"login {Address(application)} --user admin --ca {own}");
        Assert.Equal("admin\n", (await DoAsync("whoami -q")).Output);
        Assert.Equal(own, Assert.Single(_ctl.Contexts.Read().Contexts).Authority);
    }

    [Theory]
    [InlineData("--fingerprint 12:34", ExitCode.Usage)]
    [InlineData("--ca /nowhere/ca.pem", ExitCode.Configuration)]
    [InlineData("--ca /nowhere/ca.pem --fingerprint 12:34", ExitCode.Usage)]
    public async Task Options_ThatSayNothing_AreRefused(string options, int exitCode) =>
        Assert.Equal(exitCode, (await _ctl.RunLineAsync($"login https://127.0.0.1:1 --user admin {options}")).ExitCode);

    private static Task<DittoFsApplication> StartAsync(params (string Key, string Value)[] settings) => DittoFsApplication.StartAsync(arguments =>
        arguments with { Overrides = arguments.Overrides.SetItems(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))) });

    private static string Address(DittoFsApplication application) => application.UriOf("").GetLeftPart(UriPartial.Authority);

    private (string Key, string Value)[] Configured(string subject)
    {
        var (certificate, key) = (_directory.Combine("certificate.pem"), _directory.Combine("key.pem"));
        _authority.Write(certificate, key, subject);
        return [("Http:Tls:CertificateFile", certificate), ("Http:Tls:KeyFile", key)];
    }

    private async Task<CtlResult> DoAsync(string line)
    {
        var result = await _ctl.RunLineAsync(line);
        Assert.True(result.ExitCode == 0, $"{line}: {result}");
        return result;
    }
}
