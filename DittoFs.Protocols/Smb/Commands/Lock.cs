using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>A range of LOCK (MS-SMB2 2.2.26.1).</summary>
internal readonly record struct LockElement(ulong Offset, ulong Length, uint Flags)
{
    private const uint Shared = 0x01;
    private const uint Exclusive = 0x02;
    private const uint Unlock = 0x04;
    private const uint FailImmediately = 0x10;

    /// <summary>True if the range is given back.</summary>
    public bool IsUnlock => Flags == Unlock;

    /// <summary>True for flags of a lock that are allowed together.</summary>
    public bool IsLock => (Flags & ~FailImmediately) is Shared or Exclusive;

    /// <summary>True if the client does not wait.</summary>
    public bool FailsAtOnce => (Flags & FailImmediately) != 0;

    /// <summary>What the storage is asked for.</summary>
    public RangeRequest Range => new(Offset, Length, (Flags & Exclusive) != 0);
}

/// <summary>LOCK (MS-SMB2 2.2.26).</summary>
internal sealed record LockRequest(SmbFileId File, IReadOnlyList<LockElement> Elements) : ISmbRequest<LockRequest>
{
    private const int ElementsMax = 4_096;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out LockRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + 2);
        var count = reader.ReadUInt16();
        reader.Skip(4);
        var file = new SmbFileId(reader.ReadUInt64(), reader.ReadUInt64());
        List<LockElement> elements = [];
        while (elements.Count < count && count <= ElementsMax && !reader.HasFailed)
        {
            elements.Add(new LockElement(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt32()));
            reader.Skip(4);
        }

        request = new LockRequest(file, elements);
        return !reader.HasFailed && count is > 0 and <= ElementsMax;
    }
}

/// <summary>Locks byte ranges and gives them back (MS-SMB2 3.3.5.14).</summary>
internal sealed class LockCommand : SmbCommand<LockRequest, EmptyResponse>
{
    /// <inheritdoc/>
    protected override async ValueTask<SmbResult<EmptyResponse>> HandleAsync(SmbCall call, LockRequest request, CancellationToken cancellationToken)
    {
        if (call.FindOpen(request.File) is not { } open)
        {
            return NtStatus.FileClosed;
        }

        if (open is not SmbFileOpen { IsDirectory: false } file)
        {
            return NtStatus.InvalidDeviceRequest;
        }

        var elements = request.Elements;
        if (elements[0].IsUnlock)
        {
            return Unlock(file, elements);
        }

        if (!elements.All(element => element.IsLock) || (elements.Count > 1 && elements.Any(element => !element.FailsAtOnce)))
        {
            return NtStatus.InvalidParameter;
        }

        if (!file.Allows(OpenAccess.ReadData | OpenAccess.WriteData | OpenAccess.AppendData | OpenAccess.Execute))
        {
            return NtStatus.AccessDenied;
        }

        var ranges = elements.Select(element => element.Range).ToArray();
        var locked = await file.FileSystem.LockAsync(file.Handle, ranges, waits: false, cancellationToken).ConfigureAwait(false);
        var waits = locked.Error == FsError.LockConflict && elements.Count == 1 && !elements[0].FailsAtOnce && call.MayPend;
        var error = waits ? await WaitAsync(call, file, ranges).ConfigureAwait(false) : locked.Error;
        return ToStatus(error, hasWaited: waits) is var status and not NtStatus.Success ? status : EmptyResponse.Instance;
    }

    /// <summary>Tells the client that it has to wait, and waits.</summary>
    private static async ValueTask<FsError> WaitAsync(SmbCall call, SmbFileOpen file, RangeRequest[] ranges)
    {
        var token = await call.PendAsync().ConfigureAwait(false);
        var locked = await file.FileSystem.LockAsync(file.Handle, ranges, waits: true, token).ConfigureAwait(false);
        return locked.Error;
    }

    /// <summary>Gives back range after range, up to the first that was not locked.</summary>
    private static SmbResult<EmptyResponse> Unlock(SmbFileOpen file, IReadOnlyList<LockElement> elements)
    {
        foreach (var element in elements)
        {
            if (!element.IsUnlock)
            {
                return NtStatus.InvalidParameter;
            }

            var unlocked = file.FileSystem.Unlock(file.Handle, element.Offset, element.Length);
            if (!unlocked.IsSuccess)
            {
                return unlocked.Error == FsError.NotFound ? NtStatus.RangeNotLocked : NtStatusMap.ToStatus(unlocked.Error);
            }
        }

        return EmptyResponse.Instance;
    }

    // Whoever waited and has nothing waited for a file that was closed meanwhile, or in a ring.
    private static NtStatus ToStatus(FsError error, bool hasWaited) => error switch
    {
        FsError.LockConflict => hasWaited ? NtStatus.RangeNotLocked : NtStatus.LockNotGranted,
        FsError.StaleHandle => NtStatus.RangeNotLocked,
        FsError.InvalidArgument => NtStatus.InvalidLockRange,
        _ => NtStatusMap.ToStatus(error),
    };
}
