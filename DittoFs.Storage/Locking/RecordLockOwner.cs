using System.Net;

namespace DittoFs.Storage.Locking;

/// <summary>
/// Who holds record locks, the byte-range locks of POSIX: one process of one client, for which a new lock takes the place of his own older ones under it. Two owners
/// are equal if all but <see cref="ClientState"/> is.
/// </summary>
/// <param name="ClientAddress">Where the client is.</param>
/// <param name="ClientName">What the client calls itself.</param>
/// <param name="Process">The client's number of the process.</param>
/// <param name="Handle">What else tells the client its owners apart, as hexadecimal digits.</param>
public sealed record RecordLockOwner(IPAddress ClientAddress, string ClientName, int Process, string Handle)
{
    /// <summary>The number that the client had in its present life when it took the lock; another one after each of its restarts.</summary>
    public int ClientState { get; init; }

    /// <summary>True for the same process of the same client.</summary>
    public bool Equals(RecordLockOwner? other) =>
        other is not null && Process == other.Process && Handle == other.Handle && ClientName == other.ClientName && ClientAddress.Equals(other.ClientAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ClientAddress, ClientName, Process, Handle);
}
