using System.Buffers.Binary;
using System.IO.Hashing;
using DittoFs.Storage.Primitives;
using Microsoft.Win32.SafeHandles;

namespace DittoFs.SampleStore;

/// <summary>A file of one share that only grows, and knows how far it is durable. One writer at a time, any number of readers; the store's lock keeps other stores away.</summary>
/// <remarks>
/// <code>
///  0 magic 8 | 8 share 16 | 24 durable length 8 | 32 CRC-32 of all before 4
/// 64 what was appended
/// </code>
/// Bytes are durable before the length says so. So what lies behind it was promised to nobody and may be anything, and what lies below it and can't be read is damage.
/// </remarks>
internal sealed class AppendFile : IDisposable
{
    /// <summary>Where the first appended byte is.</summary>
    public const int First = 64;

    private const int MagicLength = 8;
    private const int CheckedLength = 32;
    private const int HeadLength = 36;
    private readonly SafeFileHandle file;
    private readonly byte[] head = new byte[HeadLength];

    private AppendFile(string path, SafeFileHandle file) => (Path, this.file) = (path, file);

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The first offset behind all that was appended.</summary>
    public long Length { get; private set; } = First;

    /// <summary>The first offset behind what is durable.</summary>
    public long DurableLength { get; private set; } = First;

    /// <summary>Opens the file of a share, or makes an empty one. Its <see cref="Length"/> is that of the file.</summary>
    /// <exception cref="StorageStartException">It can't be used, is damaged, or of another share; the message says what to do.</exception>
    public static AppendFile Open(string path, ReadOnlySpan<byte> magic, ShareId share)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            var opened = new AppendFile(path, handle);
            opened.ReadHead(magic, share);
            return opened;
        }
        catch (IOException exception)
        {
            handle?.Dispose();
            throw new StorageStartException($"{path} can't be used: {exception.Message}", exception);
        }
        catch
        {
            handle?.Dispose();
            throw;
        }
    }

    /// <summary>Reads from an offset; fewer bytes than asked for only at the file's end.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public int Read(long offset, Span<byte> destination)
    {
        var total = 0;
        while (total < destination.Length)
        {
            var count = RandomAccess.Read(file, destination[total..], offset + total);
            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }

    /// <summary>Appends bytes, which are durable after the next <see cref="Flush"/>. After a failure none of them count.</summary>
    /// <returns>Where they are.</returns>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public long Append(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var start = Length;
        RandomAccess.Write(file, parts, start);
        Length = start + parts.Sum(static part => (long)part.Length);
        return start;
    }

    /// <summary>Makes all durable that was appended.</summary>
    /// <exception cref="IOException">The disk failed: nobody knows what of it is durable now, and a repetition would not tell.</exception>
    public void Flush()
    {
        if (DurableLength < Length)
        {
            RandomAccess.FlushToDisk(file);
            WriteHead(Length);
        }
    }

    /// <summary>Takes the end of what was appended away.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Cut(long length)
    {
        RandomAccess.SetLength(file, length);
        Length = length;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void ReadHead(ReadOnlySpan<byte> magic, ShareId share)
    {
        var length = RandomAccess.GetLength(file);
        if (length == 0)
        {
            magic.CopyTo(head);
            share.Value.TryWriteBytes(head.AsSpan(MagicLength));
            WriteHead(First);
            Cut(First);
            PosixDirectory.Sync(System.IO.Path.GetDirectoryName(Path)!);
            return;
        }

        if (Read(0, head) != HeadLength || !head.AsSpan().StartsWith(magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(CheckedLength)) != Crc32.HashToUInt32(head.AsSpan(0, CheckedLength)))
        {
            throw new StorageStartException($"The head of {Path} is damaged, or it is no file of this store. Restore it from a backup.");
        }

        var owner = new ShareId(new Guid(head.AsSpan(MagicLength, 16)));
        (Length, DurableLength) = (length, BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(24)));
        if (owner != share)
        {
            throw new StorageStartException($"{Path} belongs to share {owner} and not to {share}. Move it away, or name another directory.");
        }

        if (DurableLength < First || DurableLength > length)
        {
            throw new StorageStartException($"{Path} was cut off: {DurableLength} bytes were durable, and {length} are there. Restore it from a backup.");
        }
    }

    private void WriteHead(long durableLength)
    {
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(24), durableLength);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(CheckedLength), Crc32.HashToUInt32(head.AsSpan(0, CheckedLength)));
        RandomAccess.Write(file, head, 0);
        RandomAccess.FlushToDisk(file);
        DurableLength = durableLength;
    }
}
