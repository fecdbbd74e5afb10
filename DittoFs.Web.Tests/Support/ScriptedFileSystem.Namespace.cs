using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Support;

internal sealed partial class ScriptedFileSystem
{
    /// <inheritdoc/>
    public ValueTask<FsResult<LookupOutcome>> LookupAsync(
        CallContext context, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        InDirectoryAsync(nameof(LookupAsync), context, directory, parent => Lookup(parent, name));

    /// <inheritdoc/>
    public ValueTask<FsResult<CreateOutcome>> CreateFileAsync(
        CallContext context,
        NodeId directory,
        FileName name,
        CreateDisposition disposition,
        AttributeChanges changes,
        ulong verifier,
        CancellationToken cancellationToken) =>
        InDirectoryAsync(nameof(CreateFileAsync), context, directory, parent => CreateFile(parent, name, disposition, changes, verifier));

    /// <inheritdoc/>
    public ValueTask<FsResult<CreateOutcome>> MakeDirectoryAsync(
        CallContext context, NodeId directory, FileName name, AttributeChanges changes, CancellationToken cancellationToken) =>
        InDirectoryAsync(nameof(MakeDirectoryAsync), context, directory, parent => Make(parent, name, NodeKind.Directory, changes));

    /// <inheritdoc/>
    public ValueTask<FsResult<CreateOutcome>> MakeSymbolicLinkAsync(
        CallContext context, NodeId directory, FileName name, ReadOnlyMemory<byte> target, AttributeChanges changes, CancellationToken cancellationToken) =>
        InDirectoryAsync(
            nameof(MakeSymbolicLinkAsync), context, directory, parent => Make(parent, name, NodeKind.SymbolicLink, changes, target.ToArray()));

    /// <inheritdoc/>
    public ValueTask<FsResult<CreateOutcome>> MakeSpecialAsync(
        CallContext context,
        NodeId directory,
        FileName name,
        NodeKind kind,
        DeviceNumber device,
        AttributeChanges changes,
        CancellationToken cancellationToken) =>
        InDirectoryAsync(nameof(MakeSpecialAsync), context, directory, parent => Make(parent, name, kind, changes, null, device));

    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> RemoveAsync(
        CallContext context, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        InDirectoryAsync(nameof(RemoveAsync), context, directory, parent => Remove(parent, name, wantsDirectory: false));

    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> RemoveDirectoryAsync(
        CallContext context, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        InDirectoryAsync(nameof(RemoveDirectoryAsync), context, directory, parent => Remove(parent, name, wantsDirectory: true));

    /// <inheritdoc/>
    public ValueTask<FsResult<RenameOutcome>> RenameAsync(
        CallContext context, NodeId fromDirectory, FileName fromName, NodeId toDirectory, FileName toName, CancellationToken cancellationToken) =>
        InDirectoryAsync(nameof(RenameAsync), context, fromDirectory, from => Rename(from, fromName, toDirectory, toName));

    /// <inheritdoc/>
    public ValueTask<FsResult<LinkOutcome>> LinkAsync(
        CallContext context, NodeId node, NodeId directory, FileName name, CancellationToken cancellationToken) =>
        InDirectoryAsync(nameof(LinkAsync), context, directory, parent => Link(node, parent, name));

    /// <inheritdoc/>
    public ValueTask<FsResult<DirectoryPage>> ReadDirectoryAsync(
        CallContext context, NodeId directory, ulong cookie, int entriesMax, bool withAttributes, CancellationToken cancellationToken) =>
        InDirectoryAsync(nameof(ReadDirectoryAsync), context, directory, parent => ReadDirectory(parent, cookie, entriesMax, withAttributes));

    /// <inheritdoc/>
    public ValueTask<FsResult<LinkTarget>> ReadLinkAsync(CallContext context, NodeId node, CancellationToken cancellationToken) => RunAsync(
        nameof(ReadLinkAsync),
        context,
        node,
        link => link.Attributes.Kind == NodeKind.SymbolicLink ? new LinkTarget(link.Target, link.Attributes) : (FsResult<LinkTarget>)FsError.WrongKind);

    private ValueTask<FsResult<T>> InDirectoryAsync<T>(string name, CallContext context, NodeId directory, Func<ScriptedNode, FsResult<T>> run) =>
        RunAsync(name, context, directory, parent => parent.Attributes.Kind == NodeKind.Directory ? run(parent) : FsError.NotDirectory);

    private FsResult<LookupOutcome> Lookup(ScriptedNode parent, FileName name)
    {
        var node = name.IsDotOrDotDot ? name.IsDot ? parent.Attributes.Node : parent.Parent : parent.Find(name);
        return node is { } found ? new LookupOutcome(nodes[found].Attributes, parent.Attributes) : FsError.NotFound;
    }

    private FsResult<CreateOutcome> CreateFile(
        ScriptedNode parent, FileName name, CreateDisposition disposition, in AttributeChanges changes, ulong verifier)
    {
        if (parent.Find(name) is not { } existing)
        {
            var made = Make(parent, name, NodeKind.File, disposition == CreateDisposition.Exclusive ? default : changes);
            if (made.IsSuccess && disposition == CreateDisposition.Exclusive)
            {
                nodes[made.Value.Node.Node].Verifier = verifier;
            }

            if (made.IsSuccess && disposition != CreateDisposition.Exclusive && changes.Size is { } initial)
            {
                var sized = SetAttributes(nodes[made.Value.Node.Node], new AttributeChanges { Size = initial }, null);
                return sized.IsSuccess ? made.Value with { Node = sized.Value.After } : sized.Error;
            }

            return made;
        }

        var node = nodes[existing];
        var isRetry = disposition == CreateDisposition.Exclusive && node.Verifier == verifier;
        if (disposition != CreateDisposition.Unchecked && !isRetry)
        {
            return FsError.Exists;
        }

        if (node.Attributes.Kind != NodeKind.File)
        {
            return node.Attributes.Kind == NodeKind.Directory ? FsError.IsDirectory : FsError.Exists;
        }

        if (changes.Size is { } size)
        {
            SetAttributes(node, new AttributeChanges { Size = size }, null);
        }

        return new CreateOutcome(node.Attributes, new AttributeChange(parent.Attributes, parent.Attributes), Created: false);
    }

    private FsResult<CreateOutcome> Make(
        ScriptedNode parent, FileName name, NodeKind kind, in AttributeChanges changes, byte[]? target = null, DeviceNumber device = default)
    {
        if (name.IsDotOrDotDot || parent.Find(name) is not null)
        {
            return FsError.Exists;
        }

        if (target is { Length: > 4096 })
        {
            return FsError.NameTooLong;
        }

        var before = parent.Attributes;
        var id = new NodeId(++lastNode);
        var node = MakeNode(id, kind, changes, parent.Attributes.Node, target, device);
        nodes.Add(id, node);
        parent.Add(name, id);
        Touch(parent, kind == NodeKind.Directory ? 1 : 0);
        return new CreateOutcome(node.Attributes, new AttributeChange(before, parent.Attributes), Created: true);
    }

    private FsResult<AttributeChange> Remove(ScriptedNode parent, FileName name, bool wantsDirectory)
    {
        if (name.IsDotOrDotDot)
        {
            return FsError.InvalidArgument;
        }

        if (parent.Find(name) is not { } id)
        {
            return FsError.NotFound;
        }

        var node = nodes[id];
        var isDirectory = node.Attributes.Kind == NodeKind.Directory;
        if (isDirectory != wantsDirectory)
        {
            return isDirectory ? FsError.IsDirectory : FsError.NotDirectory;
        }

        if (node.Entries.Count > 0)
        {
            return FsError.NotEmpty;
        }

        var before = parent.Attributes;
        parent.Remove(name);
        DropName(node);
        Touch(parent, isDirectory ? -1 : 0);
        return new AttributeChange(before, parent.Attributes);
    }

    private FsResult<RenameOutcome> Rename(ScriptedNode from, FileName fromName, NodeId toDirectory, FileName toName)
    {
        if (!nodes.TryGetValue(toDirectory, out var to))
        {
            return FsError.StaleHandle;
        }

        if (from.Find(fromName) is not { } id)
        {
            return FsError.NotFound;
        }

        var (fromBefore, toBefore) = (from.Attributes, to.Attributes);
        if (to.Find(toName) is { } replaced && replaced != id)
        {
            var removed = Remove(to, toName, nodes[replaced].Attributes.Kind == NodeKind.Directory);
            if (!removed.IsSuccess)
            {
                return removed.Error;
            }
        }

        var isDirectory = nodes[id].Attributes.Kind == NodeKind.Directory;
        from.Remove(fromName);
        Touch(from, isDirectory ? -1 : 0);
        to.Add(toName, id);
        Touch(to, isDirectory ? 1 : 0);
        nodes[id].Parent = toDirectory;
        return new RenameOutcome(new AttributeChange(fromBefore, from.Attributes), new AttributeChange(toBefore, to.Attributes));
    }

    private FsResult<LinkOutcome> Link(NodeId id, ScriptedNode parent, FileName name)
    {
        if (!nodes.TryGetValue(id, out var node))
        {
            return FsError.StaleHandle;
        }

        if (node.Attributes.Kind == NodeKind.Directory)
        {
            return FsError.IsDirectory;
        }

        if (parent.Find(name) is not null)
        {
            return FsError.Exists;
        }

        var before = parent.Attributes;
        parent.Add(name, id);
        Touch(parent, 0);
        node.Attributes = node.Attributes with { LinkCount = node.Attributes.LinkCount + 1, ChangeTime = Tick() };
        return new LinkOutcome(node.Attributes, new AttributeChange(before, parent.Attributes));
    }

    private FsResult<DirectoryPage> ReadDirectory(ScriptedNode parent, ulong cookie, int entriesMax, bool withAttributes)
    {
        IEnumerable<(ulong Cookie, FileName Name, NodeId Node)> dots =
        [
            (1, FileName.FromText("."), parent.Attributes.Node), (2, FileName.FromText(".."), parent.Parent),
        ];
        var rest = dots.Concat(parent.Entries.Select(entry => (entry.Key, entry.Value.Name, entry.Value.Node)))
            .Where(entry => entry.Item1 > cookie)
            .Select(entry => new DirectoryEntry(entry.Item3, entry.Item1, entry.Item2, withAttributes ? nodes[entry.Item3].Attributes : null))
            .ToList();
        return new DirectoryPage(rest.Take(entriesMax).ToList(), rest.Count <= entriesMax, parent.Attributes);
    }

    private void DropName(ScriptedNode node)
    {
        var left = node.Attributes.Kind == NodeKind.Directory ? 0 : node.Attributes.LinkCount - 1;
        node.Attributes = node.Attributes with { LinkCount = left, ChangeTime = Tick() };
        if (left == 0)
        {
            nodes.Remove(node.Attributes.Node);
        }
    }

    private void Touch(ScriptedNode directory, int subdirectories)
    {
        var time = Tick();
        directory.Attributes = directory.Attributes with
        {
            LinkCount = (uint)(directory.Attributes.LinkCount + subdirectories),
            ModifyTime = time,
            ChangeTime = time,
            ChangeId = directory.Attributes.ChangeId + 1,
        };
    }
}
