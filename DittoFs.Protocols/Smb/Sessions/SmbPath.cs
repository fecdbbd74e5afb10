using System.Text;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>Where a path leads.</summary>
/// <param name="Status">Success, or why the way there is closed.</param>
/// <param name="Parent">The directory of the last name.</param>
/// <param name="Name">The last name, which may be free; null for the root.</param>
internal readonly record struct SmbPlace(NtStatus Status, NodeId Parent, FileName? Name);

/// <summary>Walks paths of backslashes from the root of a share, whatever the case of the names (MS-SMB2 3.3.5.9).</summary>
internal static class SmbPath
{
    /// <summary>Follows <paramref name="path"/> to the directory of its last name, which is not looked up.</summary>
    public static async ValueTask<SmbPlace> WalkAsync(IFileSystem share, CallContext context, string path, CancellationToken cancellationToken)
    {
        if (path.StartsWith('\\'))
        {
            return Closed(NtStatus.ObjectNameInvalid);
        }

        var place = new SmbPlace(NtStatus.Success, NodeId.Root, null);
        foreach (var part in path.Split('\\', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = FileName.Create(Encoding.UTF8.GetBytes(part));
            if (!name.IsSuccess || name.Value.IsDotOrDotDot)
            {
                return Closed(NtStatus.ObjectNameInvalid);
            }

            place = place.Name is { } directory
                ? await EnterAsync(share, context, place.Parent, directory, name.Value, cancellationToken).ConfigureAwait(false)
                : place with { Name = name.Value };
            if (place.Status != NtStatus.Success)
            {
                return place;
            }
        }

        return place;
    }

    /// <summary>The place <paramref name="name"/> in <paramref name="directory"/>, which is a name in <paramref name="parent"/>.</summary>
    private static async ValueTask<SmbPlace> EnterAsync(
        IFileSystem share, CallContext context, NodeId parent, FileName directory, FileName name, CancellationToken cancellationToken)
    {
        var found = await share.LookupAnyCaseAsync(context, parent, directory, cancellationToken).ConfigureAwait(false);
        return found.Error switch
        {
            FsError.None when found.Value.Node.Kind == NodeKind.Directory => new SmbPlace(NtStatus.Success, found.Value.Node.Node, name),
            FsError.None or FsError.NotFound or FsError.NotDirectory => Closed(NtStatus.ObjectPathNotFound),
            var error => Closed(NtStatusMap.ToStatus(error)),
        };
    }

    private static SmbPlace Closed(NtStatus status) => new(status, default, null);
}
