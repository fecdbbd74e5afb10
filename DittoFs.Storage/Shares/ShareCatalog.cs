using System.Collections.Frozen;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Shares;

/// <summary>The shares that run, found by name and by handle without a lock.</summary>
internal sealed class ShareCatalog : IShareCatalog
{
    private readonly Lock gate = new();
    private volatile State state = new([]);

    /// <inheritdoc/>
    public IReadOnlyList<IFileSystem> Shares => state.FileSystems;

    /// <summary>All running shares with their parts.</summary>
    public IReadOnlyList<RunningShare> Running => state.Shares;

    /// <inheritdoc/>
    public FsResult<ResolvedHandle> Resolve(ReadOnlySpan<byte> handle)
    {
        return FileHandleCodec.TryParse(handle, out var key, out var node, out var tag)
            && state.ByHandleKey.TryGetValue(key, out var share)
            && share.FileSystem.OwnsHandle(node, tag)
            ? new ResolvedHandle(share.FileSystem, node)
            : FsError.BadHandle;
    }

    /// <inheritdoc/>
    public bool TryGet(ShareName name, out IFileSystem fileSystem)
    {
        var found = state.ByName.TryGetValue(name, out var share);
        fileSystem = share?.FileSystem!;
        return found;
    }

    /// <summary>Finds a running share by its identity.</summary>
    public RunningShare? Find(ShareId id) => state.Shares.FirstOrDefault(share => share.FileSystem.ShareId == id);

    /// <summary>True if a share of this identity or name runs.</summary>
    public bool Contains(ShareDefinition definition) => Find(definition.Id) is not null || state.ByName.ContainsKey(definition.Name);

    /// <summary>Adds a share.</summary>
    public void Add(RunningShare share) => Replace(present => [.. present, share]);

    /// <summary>Takes a share out, so that no new call finds it.</summary>
    public void Remove(RunningShare share) => Replace(present => [.. present.Where(other => other != share)]);

    /// <summary>Rebuilds the look-up tables after a share's name may have changed.</summary>
    public void Refresh() => Replace(static present => [.. present]);

    private void Replace(Func<IReadOnlyList<RunningShare>, List<RunningShare>> change)
    {
        lock (gate)
        {
            state = new State(change(state.Shares));
        }
    }

    private sealed class State(List<RunningShare> shares)
    {
        public IReadOnlyList<RunningShare> Shares { get; } = shares;

        public IReadOnlyList<IFileSystem> FileSystems { get; } =
            [.. shares.Select(share => share.FileSystem).OrderBy(share => share.ShareName.Value, StringComparer.OrdinalIgnoreCase)];

        public FrozenDictionary<ulong, RunningShare> ByHandleKey { get; } = shares.ToFrozenDictionary(share => share.FileSystem.HandleShareKey);

        public FrozenDictionary<ShareName, RunningShare> ByName { get; } = shares.ToFrozenDictionary(share => share.FileSystem.ShareName);
    }
}
