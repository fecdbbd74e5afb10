using DittoFs.Protocols.Smb.NamedPipes;

namespace DittoFs.Protocols.Smb.Sessions;

/// <summary>An open named pipe of a session.</summary>
/// <param name="id">What the client calls it by.</param>
/// <param name="tree">The tree of pipes.</param>
/// <param name="pipe">The pipe; disposed with this open.</param>
internal sealed class SmbPipeOpen(SmbFileId id, SmbTree tree, RpcPipe pipe) : SmbOpen(id, tree)
{
    private readonly Lock gate = new();
    private bool isClosed;

    /// <summary>Takes bytes from the client.</summary>
    public NtStatus Write(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            return !isClosed && pipe.Write(bytes) ? NtStatus.Success : NtStatus.PipeDisconnected;
        }
    }

    /// <summary>Gives bytes of one message to the client.</summary>
    /// <returns>The count, with <see cref="NtStatus.BufferOverflow"/> if the message has more, and <see cref="NtStatus.PipeEmpty"/> if there is none.</returns>
    public (NtStatus Status, int Count) Read(Span<byte> destination)
    {
        lock (gate)
        {
            if (isClosed || pipe.Available == 0)
            {
                return (isClosed ? NtStatus.PipeDisconnected : NtStatus.PipeEmpty, 0);
            }

            var message = pipe.NextUnitLength > 0 ? pipe.NextUnitLength : pipe.Available;
            var count = pipe.Read(destination[..Math.Min(destination.Length, message)]);
            return (count < message ? NtStatus.BufferOverflow : NtStatus.Success, count);
        }
    }

    /// <summary>Writes, then reads the answer, in one step.</summary>
    public (NtStatus Status, int Count) Transceive(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        lock (gate)
        {
            var written = Write(bytes);
            return written == NtStatus.Success ? Read(destination) : (written, 0);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<NtStatus> CloseAsync()
    {
        lock (gate)
        {
            isClosed = true;
            pipe.Dispose();
        }

        return new(NtStatus.Success);
    }
}
