using System.Globalization;
using DittoFs.Protocols.Authentication;
using DittoFs.Protocols.Hosting;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Audit;

namespace DittoFs.Web.ControlPlane.Locks;

/// <summary>What clients have open over all protocols, and its close by an administrator.</summary>
internal sealed class OpenFileService(IShareCatalog shares, IEnumerable<IOpenFiles> protocols, IAccountNames names, NodePaths paths, AuditLog audit)
{
    /// <summary>The most opens of a share that are looked at.</summary>
    private const int OpensOfShareMax = 10_000;

    /// <summary>The most locks of a share that are looked at for their holders.</summary>
    private const int LocksOfShareMax = 10_000;

    /// <summary>What is open, by share and path. The search looks at shares, paths, accounts and addresses.</summary>
    /// <param name="query">Which part.</param>
    /// <param name="protocol">Only over this protocol; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Page<OpenFileResponse>> ListAsync(ListQuery query, string? protocol, CancellationToken cancellationToken)
    {
        List<OpenFileResponse> found = [];
        foreach (var share in shares.Shares)
        {
            var locked = share.ListLocks(LocksOfShareMax).Where(static held => !held.IsWaiting).ToLookup(static held => held.Lock.Owner, ReferenceEqualityComparer.Instance);
            foreach (var open in share.ListOpens(OpensOfShareMax))
            {
                found.Add(await DescribeAsync(share, open, locked[open].Count(), cancellationToken));
            }
        }

        return query.Slice(
        [
            .. from open in found
               where (protocol is null || open.Protocol == protocol) && (query.Search is not { } search || Fits(open, search))
               orderby open.Share, open.Path ?? open.File, open.Id
               select open,
        ]);
    }

    /// <summary>Closes what a client has open: its locks go, and the client is told when it uses it next.</summary>
    public async Task<Outcome<OpenFileResponse>> CloseAsync(Actor actor, string share, long number, string? reason, CancellationToken cancellationToken)
    {
        if (shares.Shares.FirstOrDefault(running => running.ShareName.Value.Equals(share, StringComparison.OrdinalIgnoreCase)) is not { } fileSystem
            || fileSystem.ListOpens(int.MaxValue).FirstOrDefault(open => open.Number == number) is not { } wanted)
        {
            return Unknown(share, number);
        }

        var closed = await DescribeAsync(fileSystem, wanted, 0, cancellationToken);
        var subject = $"{closed.Share}{closed.Path ?? $" file {closed.File}"}";
        var detail = string.Join("; ", new[] { closed.Protocol, closed.Client, closed.UserName, reason }.Where(static part => !string.IsNullOrWhiteSpace(part)));
        await audit.NoteAsync(actor, "open-file.close", subject, succeeded: true, detail, cancellationToken);
        foreach (var protocol in protocols)
        {
            if (await protocol.CloseAsync(wanted))
            {
                return closed;
            }
        }

        return Unknown(share, number);
    }

    /// <summary>Who has an open, as one name.</summary>
    public static string? NameOf(NodeOpen open, IAccountNames names) => open.Opener is { } opener ? names.FindUserName(opener.Caller.Uid) : null;

    private static Failure Unknown(string share, long number) => new(ControlPlaneError.OpenFileUnknown, $"The share '{share}' has no open {number}; it may have been closed.");

    private static bool Fits(OpenFileResponse open, string search) =>
        new[] { open.Share + open.Path, open.Client, open.UserName }.Any(text => text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true);

    private async Task<OpenFileResponse> DescribeAsync(IFileSystem share, NodeOpen open, int locks, CancellationToken cancellationToken) => new()
    {
        Id = open.Number,
        Share = share.ShareName.Value,
        File = open.Node.Value.ToString(CultureInfo.InvariantCulture),
        Path = await paths.FindAsync(share.ShareId, open, cancellationToken),
        IsDirectory = open.Kind == NodeKind.Directory,
        Protocol = open.Opener?.Protocol == FileProtocol.Smb ? "smb" : "nfs",
        Client = open.Opener?.ClientAddress.ToString() ?? "",
        Uid = open.Opener?.Caller.Uid ?? 0,
        UserName = NameOf(open, names),
        Access = Words(
            (open.Access & (OpenAccess.ReadData | OpenAccess.Execute)) != 0, (open.Access & (OpenAccess.WriteData | OpenAccess.AppendData)) != 0, (open.Access & OpenAccess.Delete) != 0),
        Sharing = Words((open.Sharing & ShareModes.Read) != 0, (open.Sharing & ShareModes.Write) != 0, (open.Sharing & ShareModes.Delete) != 0),
        Since = open.Since.UtcDateTime,
        Locks = locks,
        DeletePending = share.IsDeletePending(open),
    };

    private static string[] Words(bool reads, bool writes, bool deletes) =>
        [.. new[] { (reads, "read"), (writes, "write"), (deletes, "delete") }.Where(static word => word.Item1).Select(static word => word.Item2)];
}
