using System.Net;

namespace DittoFs.Protocols.Rpc;

/// <summary>A program of another machine, or of this one, that is called.</summary>
/// <param name="Endpoint">Where: an address and port, or the path of a Unix socket.</param>
/// <param name="IsDatagram">True for UDP.</param>
/// <param name="Program">The program.</param>
/// <param name="Version">Its version.</param>
internal readonly record struct RpcTarget(EndPoint Endpoint, bool IsDatagram, uint Program, uint Version);
