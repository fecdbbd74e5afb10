using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Storage.Model;

/// <summary>A file system as simple as can be: what a share must agree with, result by result. For a superuser, so without rights.</summary>
internal sealed class FileSystemModel
{
    private readonly Node root = new() { Kind = NodeKind.Directory };

    public sealed class Node
    {
        public required NodeKind Kind { get; init; }

        public Dictionary<string, Node> Entries { get; } = [];

        public byte[] Bytes { get; set; } = [];

        public string Target { get; init; } = "";

        public int Links { get; set; } = 1;

        public Node? Parent { get; set; }
    }

    public Node Root => root;

    public Node? Find(string path)
    {
        var node = root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!node.Entries.TryGetValue(name, out var next))
            {
                return null;
            }

            node = next;
        }

        return node;
    }

    public static FsError Create(Node directory, string name, NodeKind kind, string target = "")
    {
        if (directory.Kind != NodeKind.Directory)
        {
            return FsError.NotDirectory;
        }

        return directory.Entries.TryAdd(name, new Node { Kind = kind, Target = target, Parent = directory }) ? FsError.None : FsError.Exists;
    }

    public static FsError Remove(Node directory, string name, bool ofDirectory)
    {
        if (directory.Kind != NodeKind.Directory)
        {
            return FsError.NotDirectory;
        }

        if (!directory.Entries.TryGetValue(name, out var node))
        {
            return FsError.NotFound;
        }

        var isDirectory = node.Kind == NodeKind.Directory;
        if (ofDirectory != isDirectory)
        {
            return ofDirectory ? FsError.NotDirectory : FsError.IsDirectory;
        }

        if (node.Entries.Count > 0)
        {
            return FsError.NotEmpty;
        }

        node.Links--;
        directory.Entries.Remove(name);
        return FsError.None;
    }

    public static FsError Link(Node node, Node directory, string name)
    {
        if (directory.Kind != NodeKind.Directory)
        {
            return FsError.NotDirectory;
        }

        if (directory.Entries.ContainsKey(name))
        {
            return FsError.Exists;
        }

        if (node.Kind == NodeKind.Directory)
        {
            return FsError.NotPermitted;
        }

        node.Links++;
        directory.Entries.Add(name, node);
        return FsError.None;
    }

    public static FsError Rename(Node from, string fromName, Node to, string toName)
    {
        if (from.Kind != NodeKind.Directory || to.Kind != NodeKind.Directory)
        {
            return FsError.NotDirectory;
        }

        if (!from.Entries.TryGetValue(fromName, out var moved))
        {
            return FsError.NotFound;
        }

        to.Entries.TryGetValue(toName, out var replaced);
        var isDirectory = moved.Kind == NodeKind.Directory;
        if (replaced is not null && replaced != moved)
        {
            if (isDirectory != (replaced.Kind == NodeKind.Directory))
            {
                return isDirectory ? FsError.NotDirectory : FsError.IsDirectory;
            }

            if (replaced.Entries.Count > 0)
            {
                return FsError.NotEmpty;
            }
        }

        for (var above = to; isDirectory && from != to && above is not null; above = above.Parent)
        {
            if (above == moved)
            {
                return FsError.InvalidArgument;
            }
        }

        if (replaced == moved)
        {
            return FsError.None;
        }

        if (replaced is not null)
        {
            replaced.Links--;
        }

        from.Entries.Remove(fromName);
        to.Entries[toName] = moved;
        moved.Parent = to;
        return FsError.None;
    }

    public static void Write(Node node, int offset, byte[] bytes)
    {
        if (node.Bytes.Length < offset + bytes.Length)
        {
            Resize(node, offset + bytes.Length);
        }

        bytes.CopyTo(node.Bytes, offset);
    }

    public static void Resize(Node node, int size)
    {
        var resized = new byte[size];
        node.Bytes.AsSpan(0, Math.Min(size, node.Bytes.Length)).CopyTo(resized);
        node.Bytes = resized;
    }
}
