using DittoFs.Storage.Primitives;
using Microsoft.Extensions.Logging;

namespace DittoFs.Storage.StoreTypes;

/// <summary>What a store is opened with.</summary>
public sealed record StoreRequest
{
    /// <summary>The share: what tells its store from those of all others, for ever.</summary>
    public required ShareId Share { get; init; }

    /// <summary>The share's present name, for messages; it may be another at the next opening.</summary>
    public required ShareName ShareName { get; init; }

    /// <summary>The store's options, which were checked when it was made; without <c>type</c>.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>The server's data directory, absolute. A store that keeps files there keeps them in a folder that has the name of its class.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The server's clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Where the store may log.</summary>
    public required ILoggerFactory Loggers { get; init; }
}
