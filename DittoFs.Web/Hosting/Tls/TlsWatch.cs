using DittoFs.Web.ControlPlane;

namespace DittoFs.Web.Hosting.Tls;

/// <summary>
/// Looks every few seconds whether the certificate has changed. Reading small files finds every kind of change, also those that notifications of the file system miss: links that
/// are turned (certbot, secrets of Kubernetes) and directories of a network.
/// </summary>
internal sealed class TlsWatch(TlsCertificates certificates, TimeProvider clock) : PeriodicService(Interval, clock)
{
    /// <summary>How often.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override Task RunOnceAsync(CancellationToken cancellationToken)
    {
        certificates.Check();
        return Task.CompletedTask;
    }
}
