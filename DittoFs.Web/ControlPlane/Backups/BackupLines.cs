using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace DittoFs.Web.ControlPlane.Backups;

/// <summary>Reads the lines of a backup, each a JSON document.</summary>
internal static class BackupLines
{
    /// <summary>The longest line.</summary>
    private const int LineBytesMax = 16 * 1024 * 1024;

    /// <summary>All lines. When the enumeration ends without an exception, the file was read to its true end.</summary>
    /// <exception cref="InvalidDataException">It is no backup, the passphrase is wrong, or it is damaged or cut.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(Stream source, string passphrase, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var line = new ArrayBufferWriter<byte>();
        await foreach (var content in ReadFramesAsync(source, passphrase, cancellationToken))
        {
            for (var rest = content; !rest.IsEmpty;)
            {
                var end = rest.Span.IndexOf((byte)'\n');
                var part = end < 0 ? rest : rest[..end];
                if (line.WrittenCount + part.Length > LineBytesMax)
                {
                    throw new InvalidDataException("The backup is damaged: a line is too long.");
                }

                line.Write(part.Span);
                rest = end < 0 ? default : rest[(end + 1)..];
                if (end >= 0)
                {
                    yield return Parse(line.WrittenMemory);
                    line.ResetWrittenCount();
                }
            }
        }
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("The backup is damaged: a line is no JSON.", exception);
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadFramesAsync(Stream source, string passphrase, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var cipher = BackupCipher.Open(await ReadExactlyAsync(source, BackupCipher.HeadBytes, cancellationToken), passphrase);
        bool last;
        do
        {
            var head = await ReadExactlyAsync(source, BackupCipher.FrameHeadBytes, cancellationToken);
            (var length, last) = BackupCipher.ReadHead(head);
            yield return Open(cipher, head, await ReadExactlyAsync(source, length, cancellationToken));
        }
        while (!last);
    }

    private static ReadOnlyMemory<byte> Open(BackupCipher cipher, byte[] head, byte[] ciphertext) => cipher.Open(head, ciphertext);

    private static async Task<byte[]> ReadExactlyAsync(Stream source, int length, CancellationToken cancellationToken)
    {
        var buffer = new byte[length];
        try
        {
            await source.ReadExactlyAsync(buffer, cancellationToken);
            return buffer;
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("The backup ends too early: it was cut.", exception);
        }
    }
}
