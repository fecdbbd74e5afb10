using DittoFs.Protocols.Smb.Names;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>Where a path leads.</summary>
/// <param name="Status">Success, or why the way there is closed.</param>
/// <param name="Parent">The directory of the last name.</param>
/// <param name="Name">The last name, which may be free; null for the root.</param>
/// <param name="Link">The symbolic link that the way stopped on, with <see cref="NtStatus.StoppedOnSymlink"/>.</param>
internal readonly record struct SmbPlace(NtStatus Status, NodeId Parent, FileName? Name, StoppedLink? Link = null);

/// <summary>A symbolic link on the way, which the client has to follow itself (MS-SMB2 2.2.2.2.1).</summary>
/// <param name="Target">The link's target, as it was stored.</param>
/// <param name="CharactersLeft">How much of the path lies behind the link, its backslash included, in characters.</param>
internal sealed record StoppedLink(ReadOnlyMemory<byte> Target, int CharactersLeft);

/// <summary>Walks paths of backslashes from the root of a share, whatever the case of the names (MS-SMB2 3.3.5.9).</summary>
internal static class SmbPath
{
    /// <summary>Follows <paramref name="path"/> to the directory of its last name, which is not looked up.</summary>
    public static async ValueTask<SmbPlace> WalkAsync(IFileSystem share, CallContext context, string path, CancellationToken cancellationToken)
    {
        var status = SmbPathSyntax.TryParse(path, out var names, out var stream);
        if (status != NtStatus.Success || stream.Length > 0)
        {
            return Closed(status != NtStatus.Success ? status : NtStatus.ObjectNameInvalid);
        }

        var parent = NodeId.Root;
        for (var index = 0; index + 1 < names.Length; index++)
        {
            var found = await share.LookupAnyCaseAsync(context, parent, names[index], cancellationToken).ConfigureAwait(false);
            if (found.Error is FsError.NotFound or FsError.NotDirectory || (found.IsSuccess && found.Value.Node.Kind is not (NodeKind.Directory or NodeKind.SymbolicLink)))
            {
                return Closed(NtStatus.ObjectPathNotFound);
            }

            if (!found.IsSuccess)
            {
                return Closed(NtStatusMap.ToStatus(found.Error));
            }

            if (found.Value.Node.Kind == NodeKind.SymbolicLink)
            {
                return await StopAsync(share, context, found.Value.Node.Node, CountBehind(path, index), cancellationToken).ConfigureAwait(false);
            }

            parent = found.Value.Node.Node;
        }

        return new SmbPlace(NtStatus.Success, parent, names.Length == 0 ? null : names[^1]);
    }

    /// <summary>Tells the client to follow the link <paramref name="node"/>.</summary>
    public static async ValueTask<SmbPlace> StopAsync(IFileSystem share, CallContext context, NodeId node, int charactersLeft, CancellationToken cancellationToken)
    {
        var link = await share.ReadLinkAsync(context, node, cancellationToken).ConfigureAwait(false);
        return link.IsSuccess
            ? new SmbPlace(NtStatus.StoppedOnSymlink, default, null, new StoppedLink(link.Value.Target, charactersLeft))
            : Closed(NtStatusMap.ToStatus(link.Error));
    }

    /// <summary>The characters of <paramref name="path"/> behind its name at <paramref name="index"/>.</summary>
    private static int CountBehind(string path, int index)
    {
        var position = -1;
        for (var count = 0; count <= index; count++)
        {
            position = path.IndexOf('\\', position + 1);
        }

        return path.Length - position;
    }

    private static SmbPlace Closed(NtStatus status) => new(status, default, null);
}
