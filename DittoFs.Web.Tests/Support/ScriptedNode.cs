using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Support;

/// <summary>A node of a <see cref="ScriptedFileSystem"/>; all changes go through its methods, so that times and change id move with them.</summary>
internal sealed class ScriptedNode
{
    /// <summary>What is known of the node now.</summary>
    public required NodeAttributes Attributes { get; set; }

    /// <summary>The directory that holds it; of the root itself.</summary>
    public required NodeId Parent { get; set; }

    /// <summary>Of a file: its bytes.</summary>
    public byte[] Content { get; set; } = [];

    /// <summary>Of a symbolic link: its target.</summary>
    public byte[] Target { get; init; } = [];

    /// <summary>The verifier of the exclusive create that made it.</summary>
    public ulong? Verifier { get; set; }

    /// <summary>Of a directory: its entries by cookie.</summary>
    public SortedDictionary<ulong, (FileName Name, NodeId Node)> Entries { get; } = [];

    /// <summary>Of a directory: the cookie of the next entry.</summary>
    public ulong NextCookie { get; set; } = 3;

    /// <summary>Finds an entry by name.</summary>
    public NodeId? Find(FileName name)
    {
        foreach (var entry in Entries.Values)
        {
            if (entry.Name == name)
            {
                return entry.Node;
            }
        }

        return null;
    }

    /// <summary>Adds an entry.</summary>
    public void Add(FileName name, NodeId node) => Entries.Add(NextCookie++, (name.Copy(), node));

    /// <summary>Takes an entry away.</summary>
    public void Remove(FileName name) => Entries.Remove(Entries.Single(entry => entry.Value.Name == name).Key);
}
