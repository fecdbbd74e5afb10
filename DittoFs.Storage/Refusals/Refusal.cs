using System.Net;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Refusals;

/// <summary>An operation that was refused, and its repetitions.</summary>
/// <param name="Id">Grows with the time of the first.</param>
/// <param name="First">When it was refused first.</param>
/// <param name="Last">When it was refused last.</param>
/// <param name="Count">How often.</param>
/// <param name="Share">On which share.</param>
/// <param name="Protocol">Over which protocol.</param>
/// <param name="Client">From where.</param>
/// <param name="Caller">The identity that the client claimed.</param>
/// <param name="EffectiveUid">The uid that the share made of it.</param>
/// <param name="Operation">What was asked for.</param>
/// <param name="Rule">The rule that refused it.</param>
/// <param name="Error">How it was answered.</param>
/// <param name="Node">The node, or the directory of <paramref name="Name"/>.</param>
/// <param name="Name">The name in the directory; null for an operation on the node itself.</param>
public sealed record Refusal(
    long Id, DateTimeOffset First, DateTimeOffset Last, long Count, ShareId Share, FileProtocol Protocol, IPAddress Client, Caller Caller, uint EffectiveUid,
    string Operation, AccessRule Rule, FsError Error, NodeId Node, FileName? Name);
