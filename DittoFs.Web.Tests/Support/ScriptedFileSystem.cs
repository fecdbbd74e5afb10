using System.Buffers.Binary;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.Tests.Support;

/// <summary>
/// A file system in memory for tests of the protocols: true to the contract of <see cref="IFileSystem"/> but for access rights, which it does not check.
/// A test can make any operation fail or wait.
/// </summary>
internal sealed partial class ScriptedFileSystem : IFileSystem
{
    private readonly Lock gate = new();
    private readonly Dictionary<NodeId, ScriptedNode> nodes = [];
    private ulong lastNode = NodeId.Root.Value;
    private long now = Timestamp.FromSeconds(1_700_000_000, 0).Nanoseconds;

    /// <summary>An empty share.</summary>
    public ScriptedFileSystem(string name = "export")
    {
        ShareName = ShareName.Parse(name);
        var root = MakeNode(NodeId.Root, NodeKind.Directory, new AttributeChanges { Mode = 0x1ED }, NodeId.Root);
        nodes.Add(NodeId.Root, root);
    }

    /// <summary>Asked with the method's name before each operation: an error to fail with, or none.</summary>
    public Func<string, FsError> Fault { get; set; } = _ => FsError.None;

    /// <summary>Awaited with the method's name before each operation; a task that is not complete makes the operation asynchronous.</summary>
    public Func<string, Task> Delay { get; set; } = _ => Task.CompletedTask;

    /// <summary>How often each method was called.</summary>
    public Dictionary<string, int> Calls { get; } = [];

    /// <summary>The context of the last call.</summary>
    public CallContext? LastContext { get; private set; }

    /// <inheritdoc/>
    public ShareId ShareId { get; } = new(Guid.NewGuid());

    /// <inheritdoc/>
    public string Description => "";

    /// <inheritdoc/>
    public ShareName ShareName { get; }

    /// <inheritdoc/>
    public WireEncryption WireEncryption { get; set; }

    /// <inheritdoc/>
    public FileSystemLimits Limits { get; set; } = new();

    /// <inheritdoc/>
    public ulong WriteVerifier { get; set; } = 0x1122_3344_5566_7788;

    /// <inheritdoc/>
    public int WriteHandle(NodeId node, Span<byte> destination)
    {
        destination[..FileHandle.BytesLength].Clear();
        destination[0] = 1;
        ShareId.Value.TryWriteBytes(destination[1..]);
        BinaryPrimitives.WriteUInt64BigEndian(destination[17..], node.Value);
        return FileHandle.BytesLength;
    }

    /// <summary>Reads a handle that <see cref="WriteHandle"/> wrote; null for any other bytes.</summary>
    public NodeId? ReadHandle(ReadOnlySpan<byte> handle)
    {
        if (handle.Length != FileHandle.BytesLength)
        {
            return null;
        }

        var node = new NodeId(BinaryPrimitives.ReadUInt64BigEndian(handle[17..]));
        Span<byte> expected = stackalloc byte[FileHandle.BytesLength];
        WriteHandle(node, expected);
        return handle.SequenceEqual(expected) ? node : null;
    }

    /// <summary>The rule that a protocol named last when it refused something by itself.</summary>
    public AccessRule NotedRule { get; private set; }

    /// <inheritdoc/>
    public FsResult CheckMount(CallContext context)
    {
        LastContext = context;
        return Fault(nameof(CheckMount));
    }

    /// <inheritdoc/>
    public void NoteRefusal(CallContext context, string operation, AccessRule rule) => NotedRule = rule;

    /// <inheritdoc/>
    public ValueTask<FsResult<FileSystemStatistics>> GetStatisticsAsync(CallContext context, CancellationToken cancellationToken) => RunAsync(
        nameof(GetStatisticsAsync),
        context,
        NodeId.Root,
        root => (FsResult<FileSystemStatistics>)new FileSystemStatistics(1UL << 50, 1UL << 49, 1UL << 40, 1UL << 39, root.Attributes));

    /// <inheritdoc/>
    public ValueTask<FsResult<NodeAttributes>> GetAttributesAsync(CallContext context, NodeId node, CancellationToken cancellationToken) =>
        RunAsync(nameof(GetAttributesAsync), context, node, found => (FsResult<NodeAttributes>)found.Attributes);

    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> SetAttributesAsync(
        CallContext context, NodeId node, AttributeChanges changes, Timestamp? guard, CancellationToken cancellationToken) =>
        RunAsync(nameof(SetAttributesAsync), context, node, found => SetAttributes(found, changes, guard));

    /// <inheritdoc/>
    public ValueTask<FsResult<AccessOutcome>> CheckAccessAsync(
        CallContext context, NodeId node, AccessMask requested, CancellationToken cancellationToken) =>
        RunAsync(nameof(CheckAccessAsync), context, node, found => (FsResult<AccessOutcome>)new AccessOutcome(requested & ~AccessMask.Execute, found.Attributes));

    private async ValueTask<FsResult<T>> RunAsync<T>(string name, CallContext context, NodeId node, Func<ScriptedNode, FsResult<T>> run)
    {
        await Delay(name);
        lock (gate)
        {
            LastContext = context;
            Calls[name] = Calls.GetValueOrDefault(name) + 1;
            if (Fault(name) is var fault && fault != FsError.None)
            {
                return fault;
            }

            return nodes.TryGetValue(node, out var found) ? run(found) : FsError.StaleHandle;
        }
    }

    private FsResult<AttributeChange> SetAttributes(ScriptedNode node, in AttributeChanges changes, Timestamp? guard)
    {
        if (guard is { } expected && expected != node.Attributes.ChangeTime)
        {
            return FsError.NotSynchronized;
        }

        if (changes.Size > Limits.FileBytesMax)
        {
            return FsError.FileTooLarge;
        }

        var before = node.Attributes;
        var time = Tick();
        if (changes.Size is { } size && node.Attributes.Kind == NodeKind.File)
        {
            var content = node.Content;
            Array.Resize(ref content, checked((int)size));
            node.Content = content;
            node.Attributes = node.Attributes with { Size = size, AllocatedBytes = Allocated(size), ModifyTime = time };
        }

        node.Attributes = Apply(node.Attributes, changes, time);
        return new AttributeChange(before, node.Attributes);
    }

    private static NodeAttributes Apply(NodeAttributes attributes, in AttributeChanges changes, Timestamp time) => attributes with
    {
        Mode = changes.Mode ?? attributes.Mode,
        Uid = changes.Uid ?? attributes.Uid,
        Gid = changes.Gid ?? attributes.Gid,
        AccessTime = Apply(attributes.AccessTime, changes.AccessTime, time),
        ModifyTime = Apply(attributes.ModifyTime, changes.ModifyTime, time),
        ChangeTime = time,
        ChangeId = attributes.ChangeId + 1,
    };

    private static Timestamp Apply(Timestamp old, TimeChange change, Timestamp time) => change.Kind switch
    {
        TimeChangeKind.Keep => old,
        TimeChangeKind.ServerTime => time,
        TimeChangeKind.ClientTime => change.Value,
    };

    private ScriptedNode MakeNode(NodeId id, NodeKind kind, in AttributeChanges changes, NodeId parent, byte[]? target = null, DeviceNumber device = default)
    {
        var time = Tick();
        var attributes = new NodeAttributes
        {
            Node = id,
            Kind = kind,
            Mode = 0x1A4,
            LinkCount = kind == NodeKind.Directory ? 2u : 1u,
            Uid = 0,
            Gid = 0,
            Size = (ulong)(target?.Length ?? 0),
            AllocatedBytes = 0,
            Device = device,
            AccessTime = time,
            ModifyTime = time,
            ChangeTime = time,
            BirthTime = time,
            ChangeId = 1,
        };
        return new ScriptedNode { Attributes = Apply(attributes, changes, time), Parent = parent, Target = target ?? [] };
    }

    private Timestamp Tick() => new(now += 1_000);

    private static ulong Allocated(ulong size) => (size + 4095) / 4096 * 4096;
}
