using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Locking;

/// <summary>All opens of one target. Changed under the node's lock of the share and under its own, read under its own.</summary>
internal sealed class OpenEntry
{
    private readonly Lock gate = new();
    private readonly List<NodeOpen> opens = [];
    private OpenName? deletes;

    /// <summary>True if nothing is open.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return opens.Count == 0;
            }
        }
    }

    /// <summary>How many opens there are.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return opens.Count;
            }
        }
    }

    /// <summary>The name that goes at the last close; null if none is to go.</summary>
    public OpenName? DeletePending
    {
        get
        {
            lock (gate)
            {
                return deletes;
            }
        }
    }

    /// <summary>
    /// Whether another open of <paramref name="access"/> and <paramref name="sharing"/> fits to those that there are (MS-FSA 2.1.5.1.2.2). Opens of attributes
    /// only neither disturb nor mind.
    /// </summary>
    public FsError Check(OpenAccess access, ShareModes sharing)
    {
        lock (gate)
        {
            if (deletes is not null)
            {
                return FsError.DeletePending;
            }

            foreach (var open in opens)
            {
                if (Conflicts(access, open.Sharing, open.Access) || Conflicts(open.Access, sharing, access))
                {
                    return FsError.SharingViolation;
                }
            }

            return FsError.None;
        }
    }

    /// <summary>True if every open but <paramref name="own"/> lets others delete and rename.</summary>
    public bool SharesDelete(NodeOpen? own)
    {
        lock (gate)
        {
            return opens.TrueForAll(open => ReferenceEquals(open, own) || (open.Access & DataRights) == 0 || (open.Sharing & ShareModes.Delete) != 0);
        }
    }

    /// <summary>True if every open of a directory lets a name in it move: none may delete the directory or forbid that (MS-FSA 2.1.5.14.11).</summary>
    public bool LetsNamesMove()
    {
        lock (gate)
        {
            return opens.TrueForAll(static open => (open.Access & DataRights) == 0 || ((open.Access & OpenAccess.Delete) == 0 && (open.Sharing & ShareModes.Delete) != 0));
        }
    }

    /// <summary>The directories of the names that the node was opened by.</summary>
    public IReadOnlyList<NodeId> ListDirectories()
    {
        lock (gate)
        {
            return [.. opens.Select(static open => open.Name).OfType<OpenName>().Select(static name => name.Directory)];
        }
    }

    /// <summary>The opens.</summary>
    public IReadOnlyList<NodeOpen> List()
    {
        lock (gate)
        {
            return [.. opens];
        }
    }

    /// <summary>Adds an open.</summary>
    public void Add(NodeOpen open)
    {
        lock (gate)
        {
            opens.Add(open);
        }
    }

    /// <summary>Takes an open out; false if it was closed before. Its wish to delete becomes the node's.</summary>
    public bool Remove(NodeOpen open)
    {
        lock (gate)
        {
            if (open.IsClosed)
            {
                return false;
            }

            open.IsClosed = true;
            opens.Remove(open);
            deletes = open.DeletesAtClose ? open.Name : deletes;
            return true;
        }
    }

    /// <summary>Sets or takes back that the node's name goes at the last close.</summary>
    public void SetDeletePending(NodeOpen open, bool deletes)
    {
        lock (gate)
        {
            this.deletes = deletes ? open.Name : null;
            open.DeletesAtClose &= deletes;
        }
    }

    /// <summary>Follows a rename of <paramref name="from"/>.</summary>
    public void Rename(OpenName from, OpenName to)
    {
        lock (gate)
        {
            foreach (var open in opens)
            {
                if (open.Name == from)
                {
                    open.Rename(to);
                }
            }

            deletes = deletes == from ? to : deletes;
        }
    }

    private const OpenAccess ReadRights = OpenAccess.ReadData | OpenAccess.Execute;
    private const OpenAccess WriteRights = OpenAccess.WriteData | OpenAccess.AppendData;
    private const OpenAccess DataRights = ReadRights | WriteRights | OpenAccess.Delete;

    /// <summary>True if an open with <paramref name="access"/> does what one with <paramref name="sharing"/> and <paramref name="other"/> rules out.</summary>
    private static bool Conflicts(OpenAccess access, ShareModes sharing, OpenAccess other) =>
        (other & DataRights) != 0
        && (((access & ReadRights) != 0 && (sharing & ShareModes.Read) == 0)
            || ((access & WriteRights) != 0 && (sharing & ShareModes.Write) == 0)
            || ((access & OpenAccess.Delete) != 0 && (sharing & ShareModes.Delete) == 0));
}
