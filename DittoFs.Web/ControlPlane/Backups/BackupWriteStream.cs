using System.Text;
using System.Text.Json.Nodes;

namespace DittoFs.Web.ControlPlane.Backups;

/// <summary>Encrypts what is written. The backup is complete only when <see cref="CompleteAsync"/> has returned.</summary>
internal sealed class BackupWriteStream(Stream target, string passphrase) : IDisposable
{
    private readonly MemoryStream _frame = new(BackupCipher.FrameBytesMax);
    private BackupCipher? _cipher;

    /// <summary>Adds <paramref name="content"/>.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        while (!content.IsEmpty)
        {
            var room = BackupCipher.FrameBytesMax - (int)_frame.Length;
            if (room == 0)
            {
                await WriteFrameAsync(last: false, cancellationToken);
                continue;
            }

            var part = content[..Math.Min(room, content.Length)];
            _frame.Write(part.Span);
            content = content[part.Length..];
        }
    }

    /// <summary>Adds a line.</summary>
    public async Task WriteLineAsync(JsonObject line, CancellationToken cancellationToken)
    {
        await WriteAsync(Encoding.UTF8.GetBytes(line.ToJsonString()), cancellationToken);
        await WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    /// <summary>Writes the last frame.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) => WriteFrameAsync(last: true, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _cipher?.Dispose();
        _frame.Dispose();
    }

    private async Task WriteFrameAsync(bool last, CancellationToken cancellationToken)
    {
        if (_cipher is null)
        {
            (_cipher, var head) = BackupCipher.Create(passphrase);
            await target.WriteAsync(head, cancellationToken);
        }

        await target.WriteAsync(_cipher.Seal(_frame.GetBuffer().AsSpan(0, (int)_frame.Length), last), cancellationToken);
        _frame.SetLength(0);
    }
}
