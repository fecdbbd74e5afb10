namespace DittoFs.Web.ControlPlane.Adapters;

/// <summary>How NFS clients find programs and lock. Immutable.</summary>
/// <param name="PortmapPort">The portmapper's port, 0 for none; null leaves it to the server.</param>
/// <param name="LockManager">Whether clients can lock.</param>
/// <param name="LockGrace">How long after a restart locks are only given back.</param>
internal sealed record LockSettings(int? PortmapPort, bool LockManager, TimeSpan LockGrace);
