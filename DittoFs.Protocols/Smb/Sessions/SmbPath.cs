using System.Text;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>Where a path leads.</summary>
/// <param name="Status">Success, or why the way there is closed.</param>
/// <param name="Parent">The directory of the last name.</param>
/// <param name="Name">The last name; <c>.</c> for the root.</param>
/// <param name="Node">What it leads to; null if the name is free.</param>
internal readonly record struct SmbPlace(NtStatus Status, NodeId Parent, FileName Name, NodeAttributes? Node);

/// <summary>Walks paths of backslashes from the root of a share (MS-SMB2 3.3.5.9).</summary>
internal static class SmbPath
{
    /// <summary>Follows <paramref name="path"/>; its last name need not exist.</summary>
    public static async ValueTask<SmbPlace> WalkAsync(IFileSystem share, CallContext context, string path, CancellationToken cancellationToken)
    {
        if (path.StartsWith('\\'))
        {
            return new SmbPlace(NtStatus.ObjectNameInvalid, default, default, null);
        }

        var root = await share.GetAttributesAsync(context, NodeId.Root, cancellationToken).ConfigureAwait(false);
        var place = new SmbPlace(NtStatusMap.ToStatus(root.Error), NodeId.Root, FileName.Dot, root.IsSuccess ? root.Value : null);
        foreach (var part in path.Split('\\', StringSplitOptions.RemoveEmptyEntries))
        {
            if (place.Status != NtStatus.Success)
            {
                return place;
            }

            if (place.Node is not { } directory)
            {
                return place with { Status = NtStatus.ObjectPathNotFound };
            }

            place = await StepAsync(share, context, directory.Node, part, cancellationToken).ConfigureAwait(false);
        }

        return place;
    }

    private static async ValueTask<SmbPlace> StepAsync(IFileSystem share, CallContext context, NodeId directory, string part, CancellationToken cancellationToken)
    {
        var name = FileName.Create(Encoding.UTF8.GetBytes(part));
        if (!name.IsSuccess || name.Value.IsDotOrDotDot)
        {
            return new SmbPlace(NtStatus.ObjectNameInvalid, default, default, null);
        }

        var found = await share.LookupAsync(context, directory, name.Value, cancellationToken).ConfigureAwait(false);
        var status = found.Error switch
        {
            FsError.NotFound => NtStatus.Success,
            FsError.NotDirectory => NtStatus.ObjectPathNotFound,
            var error => NtStatusMap.ToStatus(error),
        };
        return new SmbPlace(status, directory, name.Value, found.IsSuccess ? found.Value.Node : null);
    }
}
