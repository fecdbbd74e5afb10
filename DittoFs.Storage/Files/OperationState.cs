using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <summary>What an attempt of an operation lacked.</summary>
internal enum MissingKind : byte
{
    /// <summary>Nothing: its result counts.</summary>
    None,

    /// <summary>A node that is not in the cache.</summary>
    Node,

    /// <summary>A name that is not in the cache.</summary>
    Name,

    /// <summary>What a name folds to, and which others do, is not in the cache.</summary>
    FoldedName,

    /// <summary>A content map that is not in memory.</summary>
    ContentMap,

    /// <summary>Room in the log.</summary>
    Room,
}

/// <summary>
/// What comes out of one attempt of an operation beside its result: what must be fetched before it can be tried again, or what must become durable before
/// it may be answered. Nothing is awaited inside of an attempt, so that it can hold locks.
/// </summary>
internal struct OperationState
{
    /// <summary>What was lacking; the attempt then changed nothing.</summary>
    public MissingKind Missing;

    /// <summary>The node that is lacking, or whose name or map is.</summary>
    public NodeId MissingNode;

    /// <summary>The name that is lacking in <see cref="MissingNode"/>.</summary>
    public FileName MissingName;

    /// <summary>The content whose map is lacking.</summary>
    public ContentId MissingContent;

    /// <summary>The log's sequence that must be durable before the answer; 0 for none.</summary>
    public ulong Sequence;

    /// <summary>The change that must be in the metadata store before the answer; 0 for none.</summary>
    public ulong Ticket;

    /// <summary>The log's sequence up to which everything must be where it outlives this machine before the answer; 0 for nothing.</summary>
    public ulong RemoteSequence;

    /// <summary>The rule that refused the attempt, where the error alone does not tell.</summary>
    public AccessRule Rule;
}

/// <summary>One operation on a share, with its arguments: tried under locks as often as it takes.</summary>
internal interface IShareOperation<T>
{
    /// <summary>What it is.</summary>
    OperationSubject Subject { get; }

    /// <summary>Does the whole operation, or names in <paramref name="state"/> what is lacking.</summary>
    FsResult<T> Try(ShareFileSystem share, ref OperationState state);
}
