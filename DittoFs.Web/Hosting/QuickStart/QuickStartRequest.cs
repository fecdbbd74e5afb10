using System.Collections.Immutable;
using System.Net;

namespace DittoFs.Web.Hosting.QuickStart;

/// <summary>What the command line asks of a quick start. Immutable.</summary>
internal sealed record QuickStartRequest
{
    /// <summary>The user who started the server; owner of the share's root.</summary>
    public required Invoker Owner { get; init; }

    /// <summary>Networks beside loopback whose clients may use the share.</summary>
    public ImmutableArray<IPNetwork> Clients { get; init; } = [];

    /// <summary>Leave uid 0 of clients what it is.</summary>
    public bool TrustRoot { get; init; }
}
