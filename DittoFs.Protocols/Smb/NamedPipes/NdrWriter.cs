using DittoFs.Protocols.Smb.SecurityDescriptors;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.NamedPipes;

/// <summary>Writes results in NDR of 32 bits (C706 chapter 14). What pointers lead to comes behind the structure that they are in: the caller writes it there.</summary>
internal sealed class NdrWriter : IDisposable
{
    private const uint FirstReferent = 0x0002_0000;

    private readonly LittleEndianWriter writer = new();
    private uint referent = FirstReferent;

    /// <summary>What was written. Valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => writer.Written;

    /// <summary>Writes two bytes, aligned.</summary>
    public void WriteUInt16(ushort value)
    {
        writer.Align(2, 0);
        writer.WriteUInt16(value);
    }

    /// <summary>Writes four bytes, aligned.</summary>
    public void WriteUInt32(uint value)
    {
        writer.Align(4, 0);
        writer.WriteUInt32(value);
    }

    /// <summary>Writes bytes that need no alignment.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value) => writer.WriteBytes(value);

    /// <summary>Writes a pointer to something.</summary>
    public void WritePointer()
    {
        WriteUInt32(referent);
        referent += 4;
    }

    /// <summary>Writes a pointer to nothing.</summary>
    public void WriteNull() => WriteUInt32(0);

    /// <summary>Writes a string with its terminator (§14.3.4.2).</summary>
    public void WriteString(string text) => WriteCharacters(text + '\0');

    /// <summary>Writes the head of an RPC_UNICODE_STRING (MS-DTYP 2.3.10): lengths and a pointer; <see cref="WriteCharacters"/> writes what it leads to.</summary>
    public void WriteStringHead(string text)
    {
        writer.Align(4, 0);
        WriteUInt16((ushort)(text.Length * sizeof(char)));
        WriteUInt16((ushort)(text.Length * sizeof(char)));
        WritePointer();
    }

    /// <summary>Writes a string without a terminator.</summary>
    public void WriteCharacters(string text)
    {
        WriteUInt32((uint)text.Length);
        WriteUInt32(0);
        WriteUInt32((uint)text.Length);
        writer.WriteUtf16(text);
    }

    /// <summary>Writes a security identifier: how many parts it has, then its packet form.</summary>
    public void WriteSid(Sid sid)
    {
        WriteUInt32((uint)sid.Parts.Length);
        sid.Write(writer);
    }

    /// <summary>Forgets all that was written.</summary>
    public void Clear() => writer.Truncate(0);

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();
}
