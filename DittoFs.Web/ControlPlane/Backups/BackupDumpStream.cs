using System.Text.Json.Nodes;

namespace DittoFs.Web.ControlPlane.Backups;

/// <summary>Puts what is written to it into a backup as lines of one share's metadata. Complete only when it was flushed.</summary>
internal sealed class BackupDumpStream(BackupWriteStream lines, Guid share) : Stream
{
    private const int ContentBytesMax = 192 * 1024;

    private readonly MemoryStream _content = new(ContentBytesMax);

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (_content.Length == ContentBytesMax)
            {
                await FlushAsync(cancellationToken);
            }

            var part = buffer[..Math.Min(ContentBytesMax - (int)_content.Length, buffer.Length)];
            _content.Write(part.Span);
            buffer = buffer[part.Length..];
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_content.Length > 0)
        {
            var line = new JsonObject { [BackupDumps.ShareProperty] = share, [BackupDumps.ContentProperty] = Convert.ToBase64String(_content.GetBuffer().AsSpan(0, (int)_content.Length)) };
            await lines.WriteLineAsync(line, cancellationToken);
            _content.SetLength(0);
        }
    }

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _content.Dispose();
        base.Dispose(disposing);
    }
}
