using System.Collections.Immutable;

namespace DittoFs.Web.ControlPlane.Adapters;

/// <summary>How a protocol server is wanted. Immutable.</summary>
/// <param name="Enabled">Whether it is to run.</param>
/// <param name="Port">The TCP port; 0 for any free one.</param>
/// <param name="ListenAddresses">IP addresses to listen on.</param>
internal sealed record AdapterSettings(bool Enabled, int Port, ImmutableArray<string> ListenAddresses)
{
    /// <summary>Settings of NFS; null for other servers.</summary>
    public LockSettings? Locks { get; init; }

    /// <summary>Equal in every setting.</summary>
    public bool Equals(AdapterSettings? other) =>
        other is not null && Enabled == other.Enabled && Port == other.Port && Locks == other.Locks && ListenAddresses.SequenceEqual(other.ListenAddresses);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Enabled, Port, ListenAddresses.Length, Locks);
}
