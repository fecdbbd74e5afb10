using DittoFs.Storage;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Hosting.Lifecycle;

namespace DittoFs.Web.Hosting.Tls;

/// <summary>
/// The certificate that handshakes use now: the configured one, read again when its files change, or the server's own. What can't be used is told and never replaces what can;
/// established connections go on with what they began with.
/// </summary>
internal sealed class TlsCertificates(HttpOptions http, StorageOptions storage, ServerState state, TimeProvider clock, ILogger<TlsCertificates> log)
{
    /// <summary>A certificate that ends this soon is worth a warning.</summary>
    public static readonly TimeSpan EndsSoon = TimeSpan.FromDays(14);

    private readonly Lock gate = new();
    private volatile ServerCertificate? current;
    private volatile string? problem;
    private string? digest;
    private ServerCertificate? warnedOf;

    /// <summary>What handshakes use; null when there is nothing that they could.</summary>
    public ServerCertificate? Current => current;

    /// <summary>Why what is configured is not in use; null when it is.</summary>
    public string? Problem => problem;

    /// <summary>Whether any address of the administration port speaks HTTPS.</summary>
    public bool AreUsed { get; } = TlsRules.SpeaksAnywhere(http);

    /// <summary>Brings what handshakes use up to date with the files and the time.</summary>
    public void Check()
    {
        if (!AreUsed)
        {
            return;
        }

        lock (gate)
        {
            try
            {
                if (http.Tls.CertificateFile.Length > 0)
                {
                    CheckFiles();
                }
                else if (current is null || current.NotAfter - clock.GetUtcNow().UtcDateTime <= SelfMadeCertificate.RenewalMargin)
                {
                    UseSelfMade();
                }

                problem = null;
            }
            catch (CertificateException exception)
            {
                Report(exception.Message);
            }

            state.CertificateFailure = current is null ? new PartFailure(AdministrationServer.Protocol, $"Nobody can connect, for there is no certificate: {problem}") : null;
            WarnOfEnd();
        }
    }

    /// <summary>What is in use, as the API tells it.</summary>
    public CertificateResponse? ToResponse() => current is { } used
        ? new CertificateResponse(used.Subject, used.Issuer, used.Names, used.Fingerprint, used.IsSelfMade, used.NotBefore, used.NotAfter, used.LoadedAt.UtcDateTime)
        : null;

    private void CheckFiles()
    {
        var files = CertificateFiles.Read(http.Tls);
        if (files.Digest == digest)
        {
            return;
        }

        Use(files.Load(clock.GetUtcNow()));
        digest = files.Digest;
    }

    private void UseSelfMade()
    {
        var path = SelfMadeCertificate.PathIn(storage.DataDirectory);
        var (certificate, isNew) = SelfMadeCertificate.Ensure(path, http, clock.GetUtcNow());
        if (isNew)
        {
            log.SelfSignedMade(path, certificate.NotAfter, certificate.Fingerprint);
        }

        Use(certificate);
    }

    private void Use(ServerCertificate certificate)
    {
        current = certificate;
        log.CertificateUsed(certificate.Subject, certificate.NotAfter, certificate.Fingerprint);
    }

    // Once for each thing that is wrong, and not at each look.
    private void Report(string reason)
    {
        if (problem == reason)
        {
            return;
        }

        problem = reason;
        if (current is null)
        {
            log.CertificateMissing(reason);
        }
        else
        {
            log.CertificateKept(current.Fingerprint, reason);
        }
    }

    private void WarnOfEnd()
    {
        if (current is { } certificate && certificate != warnedOf && certificate.NotAfter - clock.GetUtcNow().UtcDateTime <= EndsSoon)
        {
            warnedOf = certificate;
            log.CertificateEnds(certificate.Subject, certificate.NotAfter);
        }
    }
}
