using System.Text;
using DittoFs.Protocols.Smb.SecurityDescriptors;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.NamedPipes;

/// <summary>
/// Reads parameters in NDR of 32 bits (C706 chapter 14): every number is aligned to its size from the start. A read past the end, or a length past its limit,
/// sets <see cref="HasFailed"/>.
/// </summary>
internal ref struct NdrReader(ReadOnlySpan<byte> stub)
{
    /// <summary>The longest string in characters, its terminator included.</summary>
    public const int CharactersMax = 1024;

    private LittleEndianReader reader = new(stub);
    private bool isBroken;

    /// <summary>True once something could not be read.</summary>
    public readonly bool HasFailed => isBroken || reader.HasFailed;

    /// <summary>Reads two bytes, aligned.</summary>
    public ushort ReadUInt16()
    {
        Align(2);
        return reader.ReadUInt16();
    }

    /// <summary>Reads four bytes, aligned.</summary>
    public uint ReadUInt32()
    {
        Align(4);
        return reader.ReadUInt32();
    }

    /// <summary>Reads a pointer: true if something follows where such things are.</summary>
    public bool ReadPointer() => ReadUInt32() != 0;

    /// <summary>Reads how many elements follow; 0 and broken if more than <paramref name="countMax"/>.</summary>
    public int ReadCount(int countMax)
    {
        var count = ReadUInt32();
        isBroken |= count > (uint)countMax;
        return isBroken ? 0 : (int)count;
    }

    /// <summary>Reads bytes that need no alignment.</summary>
    public ReadOnlySpan<byte> ReadBytes(int length) => reader.ReadBytes(length);

    /// <summary>Reads a string that varies and conforms (§14.3.4.2), without its terminator.</summary>
    public string ReadString()
    {
        var room = ReadUInt32();
        var offset = ReadUInt32();
        var count = ReadUInt32();
        isBroken |= offset != 0 || count > room || count > CharactersMax;
        var bytes = isBroken ? default : reader.ReadBytes((int)count * sizeof(char));
        return Encoding.Unicode.GetString(bytes).TrimEnd('\0');
    }

    /// <summary>Reads a string behind a pointer; empty if there is none.</summary>
    public string ReadPointedString() => ReadPointer() ? ReadString() : "";

    /// <summary>Reads a security identifier: how many parts it has, then its packet form.</summary>
    public Sid? ReadSid()
    {
        ReadUInt32();
        return Sid.TryRead(ref reader, out var sid) ? sid : null;
    }

    private void Align(int alignment) => reader.Skip(-reader.Position & (alignment - 1));
}
