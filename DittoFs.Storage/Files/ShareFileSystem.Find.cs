using System.Diagnostics.CodeAnalysis;
using DittoFs.Storage.Access;
using DittoFs.Storage.Content.Wal;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>What the operations have in common: finding what they work on in memory, and logging what they change.</content>
internal sealed partial class ShareFileSystem
{
    private ResolvedAccess Resolve(CallContext context) => ResolvedAccess.Get(context, definition);

    /// <summary>Finds a node; else tells that it is lacking, or that it is gone.</summary>
    private bool TryFind(NodeId node, ref OperationState state, [NotNullWhen(true)] out CachedNode? cached, [NotNullWhen(true)] out NodeRecord? record, out FsError error)
    {
        record = null;
        if (!cache.TryGetNode(node, out cached))
        {
            (state.Missing, state.MissingNode) = (MissingKind.Node, node);
            error = FsError.Unavailable;
            return false;
        }

        record = cached.Record;
        error = record is null ? FsError.StaleHandle : FsError.None;
        return record is not null;
    }

    /// <summary>Finds a directory in which <paramref name="caller"/> may look names up.</summary>
    private bool TryFindDirectory(
        NodeId node, Caller caller, ref OperationState state, [NotNullWhen(true)] out CachedNode? cached, [NotNullWhen(true)] out NodeRecord? record, out FsError error)
    {
        if (!TryFind(node, ref state, out cached, out record, out error))
        {
            return false;
        }

        error = record.Kind != NodeKind.Directory ? FsError.NotDirectory
            : record.LinkCount == 0 ? FsError.StaleHandle
            : AccessChecker.Allows(record, caller, AccessChecker.Execute) ? FsError.None
            : FsError.AccessDenied;
        state.Rule = error == FsError.AccessDenied ? AccessRule.ModeBits : state.Rule;
        return error == FsError.None;
    }

    /// <summary>Finds what a name leads to: null if nothing. False if that is not known in memory.</summary>
    private bool TryFindName(NodeId directory, FileName name, ref OperationState state, out NameRecord? entry)
    {
        if (cache.TryGetName(directory, name, out var cached))
        {
            entry = cached.Entry;
            return true;
        }

        (state.Missing, state.MissingNode, state.MissingName) = (MissingKind.Name, directory, name);
        entry = null;
        return false;
    }

    /// <summary>Finds what a name leads to whatever its case: the exact name first. False if that is not known in memory.</summary>
    private bool TryFindAnyCase(NodeId directory, FileName name, ref OperationState state, out FileName stored, out NameRecord? entry)
    {
        (stored, entry) = (name, null);
        if (cache.TryGetName(directory, name, out var cached) && cached.Entry is not null)
        {
            entry = cached.Entry;
            return true;
        }

        if (!cache.Folded.TryGet(directory, name, out var names))
        {
            (state.Missing, state.MissingNode, state.MissingName) = (MissingKind.FoldedName, directory, name);
            return false;
        }

        if (names.Length == 0)
        {
            return true;
        }

        stored = Array.Exists(names, other => other == name) ? name : names[0];
        return TryFindName(directory, stored, ref state, out entry);
    }

    /// <summary>Logs row changes; what is waited for before the answer is left in <paramref name="state"/>.</summary>
    private FsResult<WalPosition> Log(MutationBatch batch, ref OperationState state)
    {
        var appended = journal.Append(batch);
        if (appended.IsSuccess)
        {
            state.Sequence = journal.WaitsFor(appended.Value.Sequence);
            state.Ticket = journal.WaitsForStore(appended.Value.Ticket);
        }

        return appended;
    }
}
