using System.Text;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Information;
using DittoFs.Protocols.Smb.Names;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>QUERY_DIRECTORY (MS-SMB2 2.2.33).</summary>
internal readonly record struct QueryDirectoryRequest(FileClass Class, byte Flags, SmbFileId File, string Pattern, uint LengthMax) : ISmbRequest<QueryDirectoryRequest>
{
    private const byte RestartScans = 0x01;
    private const byte ReturnSingleEntry = 0x02;
    private const byte Reopen = 0x10;

    /// <summary>The listing begins anew, with a pattern of its own.</summary>
    public bool Restarts => (Flags & (RestartScans | Reopen)) != 0;

    /// <summary>One entry is enough.</summary>
    public bool IsSingle => (Flags & ReturnSingleEntry) != 0;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out QueryDirectoryRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + 2);
        var kind = (FileClass)reader.ReadByte();
        var flags = reader.ReadByte();
        reader.Skip(sizeof(uint));
        var file = new SmbFileId(reader.ReadUInt64(), reader.ReadUInt64());
        var (offset, length) = (reader.ReadUInt16(), reader.ReadUInt16());
        var lengthMax = reader.ReadUInt32();
        reader.Seek(length == 0 ? reader.Position : offset);
        var pattern = Encoding.Unicode.GetString(reader.ReadBytes(length));
        request = new QueryDirectoryRequest(kind, flags, file, pattern, lengthMax);
        return !reader.HasFailed && length % sizeof(char) == 0;
    }
}

/// <summary>Lists a directory, from where the last query ended (MS-SMB2 3.3.5.18).</summary>
internal sealed class QueryDirectoryCommand : SmbCommand
{
    private const int HeadBytes = 8;
    private const int PatternCharactersMax = 1024;
    private const int EntriesPerPageMax = 1024;
    private const int EntriesPerPageMin = 16;
    private const int EntryBytesUsual = 128;

    /// <inheritdoc/>
    public override async ValueTask<NtStatus> RunAsync(SmbCall call, CancellationToken cancellationToken)
    {
        if (!QueryDirectoryRequest.TryDecode(call.Message, out var request) || !call.Covers(request.LengthMax) || request.Pattern.Length > PatternCharactersMax)
        {
            return NtStatus.InvalidParameter;
        }

        if (call.FindOpen(request.File) is not { } open)
        {
            return NtStatus.FileClosed;
        }

        if (open is not SmbFileOpen { IsDirectory: true } directory)
        {
            return NtStatus.InvalidParameter;
        }

        if (!DirectoryEncoder.IsKnown(request.Class))
        {
            return NtStatus.InvalidInfoClass;
        }

        return !directory.Allows(OpenAccess.ReadData)
            ? NtStatus.AccessDenied
            : await directory.Listing.TakeTurnAsync(() => ListAsync(call, directory, request, cancellationToken)).ConfigureAwait(false);
    }

    private static async Task<NtStatus> ListAsync(SmbCall call, SmbFileOpen directory, QueryDirectoryRequest request, CancellationToken cancellationToken)
    {
        if (request.Restarts || directory.Listing.Present is null)
        {
            directory.Listing.Present = new DirectoryListing(request.Pattern.Length == 0 ? SmbPattern.All : request.Pattern);
        }

        var start = call.Reply.Length;
        call.Reply.WriteZeros(HeadBytes);
        var status = await FillAsync(call.Reply, directory, directory.Listing.Present, request, cancellationToken).ConfigureAwait(false);
        if (status != NtStatus.Success)
        {
            call.Reply.Truncate(start);
            return status;
        }

        call.Reply.PatchUInt16(start, HeadBytes + 1);
        call.Reply.PatchUInt16(start + 2, Smb2Header.BytesLength + HeadBytes);
        call.Reply.PatchUInt32(start + 4, (uint)(call.Reply.Length - start - HeadBytes));
        return NtStatus.Success;
    }

    private static async ValueTask<NtStatus> FillAsync(
        LittleEndianWriter reply, SmbFileOpen directory, DirectoryListing listing, QueryDirectoryRequest request, CancellationToken cancellationToken)
    {
        var encoder = new DirectoryEncoder(reply, request.Class, (int)request.LengthMax);
        while (true)
        {
            while (listing.Pending.TryPeek(out var entry))
            {
                if (entry.Attributes is { } node && SmbNames.ToWire(entry.Name) is var name && SmbPattern.IsMatch(listing.Pattern, name))
                {
                    if (!encoder.TryAdd(name, node))
                    {
                        return encoder.IsEmpty ? NtStatus.InfoLengthMismatch : NtStatus.Success;
                    }

                    listing.HasFound = true;
                }

                listing.Pending.Dequeue();
                if (!encoder.IsEmpty && request.IsSingle)
                {
                    return NtStatus.Success;
                }
            }

            if (listing.IsAtEnd)
            {
                return !encoder.IsEmpty ? NtStatus.Success : listing.HasFound ? NtStatus.NoMoreFiles : NtStatus.NoSuchFile;
            }

            var error = await FetchAsync(directory, listing, request, cancellationToken).ConfigureAwait(false);
            if (error != FsError.None)
            {
                return NtStatusMap.ToStatus(error);
            }
        }
    }

    /// <summary>Brings the next entries; an expression without wildcards can match one name only, which is looked up.</summary>
    private static async ValueTask<FsError> FetchAsync(
        SmbFileOpen directory, DirectoryListing listing, QueryDirectoryRequest request, CancellationToken cancellationToken)
    {
        if (!SmbPattern.HasWildcards(listing.Pattern) && SmbNames.TryStore(listing.Pattern, out var name) == NtStatus.Success)
        {
            listing.IsAtEnd = true;
            var found = await directory.FileSystem.LookupAnyCaseAsync(directory.Context, directory.Node, name, cancellationToken).ConfigureAwait(false);
            if (found.IsSuccess)
            {
                listing.Pending.Enqueue(new DirectoryEntry(found.Value.Node.Node, 0, found.Value.Name, found.Value.Node));
            }

            return found.Error == FsError.NotFound ? FsError.None : found.Error;
        }

        var wanted = request.IsSingle ? EntriesPerPageMin : Math.Clamp((int)request.LengthMax / EntryBytesUsual, EntriesPerPageMin, EntriesPerPageMax);
        var page = await directory.FileSystem.ReadDirectoryAsync(
            directory.Context, directory.Node, listing.Cookie, wanted, withAttributes: true, cancellationToken).ConfigureAwait(false);
        if (!page.IsSuccess)
        {
            return page.Error;
        }

        foreach (var entry in page.Value.Entries)
        {
            listing.Pending.Enqueue(entry);
            listing.Cookie = entry.Cookie;
        }

        listing.IsAtEnd = page.Value.EndOfDirectory;
        return FsError.None;
    }
}
