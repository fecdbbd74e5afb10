using System.Buffers;
using System.Text;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.Names;

/// <summary>
/// Names between the wire's UTF-16 and the bytes that are stored. What SMB can't say in a name is mapped both ways: the reserved characters as the clients of
/// Linux and macOS do (private range U+F001 to U+F029), bytes that are no UTF-8 to U+F180 to U+F1FF. So every stored name has a name on the wire and leads back.
/// </summary>
internal static class SmbNames
{
    private const int PrivateStart = 0xF000;
    private const int RawByteStart = 0xF100;
    private const int PrivateEnd = 0xF200;
    private const string Reserved = "\"*:<>?\\|";
    private const int ReservedStart = 0xF020;
    private const char LastSpace = '\uF028';
    private const char LastPeriod = '\uF029';

    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        "\"*:<>?\\|/\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000A\u000B\u000C\u000D\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F");

    /// <summary>The name to store for one that came over the wire; <see cref="NtStatus.ObjectNameInvalid"/> for one that can't be a name.</summary>
    public static NtStatus TryStore(ReadOnlySpan<char> wire, out FileName name)
    {
        name = default;
        if (wire.IsEmpty || wire.ContainsAny(Forbidden))
        {
            return NtStatus.ObjectNameInvalid;
        }

        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(wire.Length)];
        var length = 0;
        while (!wire.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(wire, out var rune, out var consumed) != OperationStatus.Done)
            {
                return NtStatus.ObjectNameInvalid;
            }

            length += Store(rune, bytes.AsSpan(length));
            wire = wire[consumed..];
        }

        var created = FileName.Create(bytes.AsMemory(0, length));
        name = created.Value;
        return created.IsSuccess && !name.IsDotOrDotDot ? NtStatus.Success : NtStatus.ObjectNameInvalid;
    }

    /// <summary>The name on the wire of one that is stored.</summary>
    public static string ToWire(FileName name)
    {
        return name.IsDotOrDotDot ? name.ToString() : Translate(name.Span);
    }

    private static string Translate(ReadOnlySpan<byte> rest)
    {
        var wire = new StringBuilder(rest.Length);
        while (!rest.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(rest, out var rune, out var consumed);
            AppendWire(wire, rune, rest[..consumed], isText: status == OperationStatus.Done, isLast: consumed == rest.Length);
            rest = rest[consumed..];
        }

        return wire.ToString();
    }

    /// <summary>A path of POSIX on the wire: every name between slashes as <see cref="ToWire"/> has it, with backslashes between.</summary>
    public static string ToWirePath(ReadOnlySpan<byte> path)
    {
        var wire = new StringBuilder(path.Length);
        while (true)
        {
            var end = path.IndexOf((byte)'/');
            var name = end < 0 ? path : path[..end];
            wire.Append(name.SequenceEqual("."u8) || name.SequenceEqual(".."u8) ? Encoding.ASCII.GetString(name) : Translate(name));
            if (end < 0)
            {
                return wire.ToString();
            }

            wire.Append('\\');
            path = path[(end + 1)..];
        }
    }

    /// <summary>
    /// The path of POSIX for one on the wire, which may go up, begin at the root and have slashes of either kind. <see cref="NtStatus.ReparseDataInvalid"/> for one
    /// with a drive, or with anything else that no name has.
    /// </summary>
    public static NtStatus TryStorePath(ReadOnlySpan<char> wire, out ReadOnlyMemory<byte> path)
    {
        var stored = new ArrayBufferWriter<byte>(wire.Length);
        path = default;
        while (true)
        {
            var end = wire.IndexOfAny('\\', '/');
            var name = end < 0 ? wire : wire[..end];
            if (name is "" or "." or "..")
            {
                Encoding.ASCII.GetBytes(name, stored);
            }
            else if (TryStore(name, out var part) == NtStatus.Success)
            {
                stored.Write(part.Span);
            }
            else
            {
                return NtStatus.ReparseDataInvalid;
            }

            if (end < 0)
            {
                path = stored.WrittenMemory;
                return NtStatus.Success;
            }

            stored.Write("/"u8);
            wire = wire[(end + 1)..];
        }
    }

    private static int Store(Rune rune, Span<byte> destination)
    {
        if (rune.Value is >= RawByteStart + 0x80 and < PrivateEnd)
        {
            destination[0] = (byte)(rune.Value - RawByteStart);
            return 1;
        }

        return (Unmap(rune.Value) is { } plain ? new Rune(plain) : rune).EncodeToUtf8(destination);
    }

    /// <summary>The character that one of the private range stands for, in the mapping of macOS and Linux or in the older one of Services for Unix.</summary>
    private static char? Unmap(int value) => value switch
    {
        > PrivateStart and < PrivateStart + 0x20 => (char)(value - PrivateStart),
        >= ReservedStart and < ReservedStart + 8 => Reserved[value - ReservedStart],
        LastSpace => ' ',
        LastPeriod => '.',
        PrivateStart + '*' or PrivateStart + ':' or PrivateStart + '<' or PrivateStart + '>' or PrivateStart + '?' or PrivateStart + '\\' or PrivateStart + '|' =>
            (char)(value - PrivateStart),
        _ => null,
    };

    private static void AppendWire(StringBuilder wire, Rune rune, ReadOnlySpan<byte> bytes, bool isText, bool isLast)
    {
        var value = rune.Value;
        if (!isText || value is >= PrivateStart and < PrivateEnd)
        {
            AppendBytes(wire, bytes);
        }
        else if (value < 0x20)
        {
            wire.Append((char)(PrivateStart + value));
        }
        else if (value < 0x80 && Reserved.IndexOf((char)value) is var index and >= 0)
        {
            wire.Append((char)(ReservedStart + index));
        }
        else if (isLast && (value is ' ' or '.'))
        {
            wire.Append(value == ' ' ? LastSpace : LastPeriod);
        }
        else
        {
            wire.Append(rune.ToString());
        }
    }

    private static void AppendBytes(StringBuilder wire, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            wire.Append((char)(RawByteStart + value));
        }
    }
}
