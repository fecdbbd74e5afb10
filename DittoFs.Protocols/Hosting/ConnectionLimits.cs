namespace DittoFs.Protocols.Hosting;

/// <summary>How many connections a protocol takes. A connection beyond a limit is closed before it gets a buffer.</summary>
/// <param name="ConnectionsMax">All clients together.</param>
/// <param name="ConnectionsPerClientMax">From one address.</param>
internal readonly record struct ConnectionLimits(int ConnectionsMax, int ConnectionsPerClientMax);
