using System.Net;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Refusals;

/// <summary>What makes two refusals the same.</summary>
internal readonly record struct RefusalKey(
    ShareId Share, FileProtocol Protocol, IPAddress Client, uint Uid, bool IsAnonymous, string Operation, AccessRule Rule, NodeId Node, FileName? Name);
