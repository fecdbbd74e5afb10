using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>Which of the rights that a client asks for the share's permission and the node's mode give it (MS-SMB2 3.3.5.9).</summary>
internal static class SmbGrant
{
    private const SmbAccess Always = SmbAccess.ReadAttributes | SmbAccess.ReadControl | SmbAccess.ReadExtended | SmbAccess.Synchronize | SmbAccess.Delete
        | SmbAccess.WriteAttributes | SmbAccess.WriteExtended | SmbAccess.WriteDacl | SmbAccess.WriteOwner | SmbAccess.DeleteChild;

    /// <summary>Replaces the generic rights by what they stand for.</summary>
    public static SmbAccess Expand(SmbAccess access)
    {
        var expanded = access & SmbAccess.FullRights;
        expanded |= access.HasFlag(SmbAccess.GenericRead) ? SmbAccess.ReadRights : 0;
        expanded |= access.HasFlag(SmbAccess.GenericWrite) ? SmbAccess.WriteRights : 0;
        expanded |= access.HasFlag(SmbAccess.GenericExecute) ? SmbAccess.ExecuteRights : 0;
        return expanded | (access.HasFlag(SmbAccess.GenericAll) ? SmbAccess.FullRights : 0);
    }

    /// <summary>
    /// The granted rights; null if one that was asked for is lacking. Changing attributes and removing are checked again when they happen: only then is known
    /// what they need.
    /// </summary>
    public static async ValueTask<SmbAccess?> ComputeAsync(
        IFileSystem share, CallContext context, NodeAttributes node, SmbAccess requested, CancellationToken cancellationToken)
    {
        var checkedAccess = await share.CheckAccessAsync(context, node.Node, AccessMask.All, cancellationToken).ConfigureAwait(false);
        if (!checkedAccess.IsSuccess)
        {
            return null;
        }

        var wanted = Expand(requested);
        var held = Always | FromMask(checkedAccess.Value.Granted, node.Kind == NodeKind.Directory);
        return (wanted & ~held) != 0 ? null : requested.HasFlag(SmbAccess.MaximumAllowed) ? held : wanted;
    }

    private static SmbAccess FromMask(AccessMask mask, bool isDirectory)
    {
        var held = mask.HasFlag(AccessMask.Read) ? SmbAccess.ReadData : 0;
        held |= mask.HasFlag(AccessMask.Modify) ? SmbAccess.WriteData : 0;
        held |= mask.HasFlag(AccessMask.Extend) ? SmbAccess.AppendData | SmbAccess.WriteData : 0;
        return held | (mask.HasFlag(isDirectory ? AccessMask.Lookup : AccessMask.Execute) ? SmbAccess.Execute : 0);
    }
}
