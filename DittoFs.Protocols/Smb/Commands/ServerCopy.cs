using System.Buffers;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Locking;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>Copies between two open files without moving the bytes through the client (MS-SMB2 3.3.5.15.5, .6).</summary>
internal static class ServerCopy
{
    private const int KeyBytes = 24;
    private const int ChunksMax = 256;
    private const uint ChunkBytesMax = 1 << 20;
    private const uint TotalBytesMax = 16 << 20;

    /// <summary>Writes the key that names <paramref name="file"/> as a source: its id, which only this session can use.</summary>
    public static NtStatus WriteResumeKey(SmbCall call, SmbFileOpen file, in IoctlRequest request)
    {
        if (request.OutputMax < KeyBytes + (2 * sizeof(uint)))
        {
            return NtStatus.InvalidParameter;
        }

        call.Reply.WriteUInt64(file.Id.Persistent);
        call.Reply.WriteUInt64(file.Id.Volatile);
        call.Reply.WriteUInt64(0);

        // The length of a context, then four bytes that no context has (MS-SMB2 2.2.32.3).
        call.Reply.WriteUInt64(0);
        return NtStatus.Success;
    }

    /// <summary>Copies chunk after chunk into <paramref name="target"/>.</summary>
    public static async ValueTask<NtStatus> RunAsync(SmbCall call, SmbFileOpen target, IoctlRequest request, CancellationToken cancellationToken)
    {
        if (!TryRead(request.Input.Span, out var key, out var chunks) || request.OutputMax < 3 * sizeof(uint))
        {
            return NtStatus.InvalidParameter;
        }

        if (chunks.Count > ChunksMax || chunks.Any(chunk => chunk.Length is 0 or > ChunkBytesMax) || chunks.Sum(chunk => (long)chunk.Length) > TotalBytesMax)
        {
            WriteCounts(call, ChunksMax, ChunkBytesMax, TotalBytesMax);
            return NtStatus.InvalidParameter;
        }

        if (call.RequiredSession.FindOpen(key) is not SmbFileOpen source)
        {
            return NtStatus.ObjectNameNotFound;
        }

        if (source.IsDirectory || target.IsDirectory)
        {
            return NtStatus.InvalidDeviceRequest;
        }

        // COPYCHUNK needs to read the target too, COPYCHUNK_WRITE does not (3.3.5.15.6).
        if (!source.Allows(OpenAccess.ReadData | OpenAccess.Execute) || !target.Allows(OpenAccess.WriteData | OpenAccess.AppendData)
            || (request.Code == ControlCode.SrvCopyChunk && !target.Allows(OpenAccess.ReadData)))
        {
            return NtStatus.AccessDenied;
        }

        // Also where one chunk failed the client is told how far it came (3.3.5.15.6).
        var (status, done, bytes) = await CopyAsync(source, target, chunks, cancellationToken).ConfigureAwait(false);
        WriteCounts(call, done, 0, bytes);
        return status;
    }

    private static async ValueTask<(NtStatus Status, uint Chunks, uint Bytes)> CopyAsync(
        SmbFileOpen source, SmbFileOpen target, IReadOnlyList<Chunk> chunks, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)ChunkBytesMax);
        try
        {
            uint done = 0, bytes = 0;
            foreach (var chunk in chunks)
            {
                var part = buffer.AsMemory(0, (int)chunk.Length);
                var read = await source.FileSystem.ReadOpenAsync(source.Context, source.Handle, chunk.From, part, cancellationToken).ConfigureAwait(false);
                if (!read.IsSuccess || read.Value.Count < part.Length)
                {
                    return (read.IsSuccess ? NtStatus.InvalidViewSize : NtStatusMap.ToStatus(read.Error), done, bytes);
                }

                var written = await target.WriteAsync(chunk.To, part, isThrough: false, cancellationToken).ConfigureAwait(false);
                if (!written.IsSuccess)
                {
                    return (NtStatusMap.ToStatus(written.Error), done, bytes);
                }

                done++;
                bytes += chunk.Length;
            }

            return (NtStatus.Success, done, bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool TryRead(ReadOnlySpan<byte> input, out SmbFileId key, out List<Chunk> chunks)
    {
        var reader = new LittleEndianReader(input);
        key = new SmbFileId(reader.ReadUInt64(), reader.ReadUInt64());
        reader.Skip(8);
        var count = reader.ReadUInt32();
        reader.Skip(4);
        chunks = [];
        while (chunks.Count < count && chunks.Count <= ChunksMax && !reader.HasFailed)
        {
            chunks.Add(new Chunk(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt32()));
            reader.Skip(4);
        }

        return !reader.HasFailed;
    }

    private static void WriteCounts(SmbCall call, uint chunks, uint chunkBytes, uint totalBytes)
    {
        call.Reply.WriteUInt32(chunks);
        call.Reply.WriteUInt32(chunkBytes);
        call.Reply.WriteUInt32(totalBytes);
    }

    private readonly record struct Chunk(ulong From, ulong To, uint Length);
}
