namespace DittoFs.Storage.Blocks.S3;

/// <summary>A run of bytes out of several pieces, as the stream that the vendor's client wants, who may read it twice to sign it. Copies nothing before.</summary>
/// <remarks>A client that was called off may go on reading for a moment; once this is disposed it reads nothing any more, so the pieces may go.</remarks>
internal sealed class BlockPartsStream : Stream
{
    private readonly Lock gate = new();
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> parts;
    private readonly long first;
    private readonly Action? progressed;
    private bool disposed;
    private long position;
    private int part;
    private int partOffset;

    /// <summary>The bytes of <paramref name="parts"/> from <paramref name="first"/> on, <paramref name="length"/> of them.</summary>
    /// <param name="parts">The pieces.</param>
    /// <param name="first">Where in all of them the run begins.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="progressed">Called whenever bytes are taken.</param>
    public BlockPartsStream(IReadOnlyList<ReadOnlyMemory<byte>> parts, long first, long length, Action? progressed = null)
    {
        (this.parts, this.first, Length, this.progressed) = (parts, first, length, progressed);
        Position = 0;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            position = value;
            var skip = first + value;
            for (part = 0; part < parts.Count && skip >= parts[part].Length; part++)
            {
                skip -= parts[part].Length;
            }

            partOffset = (int)skip;
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        progressed?.Invoke();
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return Copy(buffer);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        SeekOrigin.End => Length + offset,
        _ => throw new ArgumentOutOfRangeException(nameof(origin)),
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (gate)
        {
            disposed = true;
        }

        base.Dispose(disposing);
    }

    private int Copy(Span<byte> buffer)
    {
        var total = 0;
        buffer = buffer[..(int)Math.Clamp(Length - position, 0, buffer.Length)];
        while (!buffer.IsEmpty)
        {
            var rest = parts[part].Span[partOffset..];
            var count = Math.Min(rest.Length, buffer.Length);
            rest[..count].CopyTo(buffer);
            buffer = buffer[count..];
            total += count;
            (part, partOffset) = count == rest.Length ? (part + 1, 0) : (part, partOffset + count);
        }

        position += total;
        return total;
    }
}
