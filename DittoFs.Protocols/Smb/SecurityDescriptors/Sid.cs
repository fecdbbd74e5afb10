using System.Globalization;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.SecurityDescriptors;

/// <summary>A security identifier (MS-DTYP 2.4.2). Immutable, compared by value.</summary>
internal sealed class Sid : IEquatable<Sid>
{
    /// <summary>The most parts that one has.</summary>
    public const int PartsMax = 15;

    private readonly uint[] parts;

    /// <summary>S-1-<paramref name="authority"/>-<paramref name="parts"/>.</summary>
    public Sid(ulong authority, params ReadOnlySpan<uint> parts) => (Authority, this.parts) = (authority, parts.ToArray());

    /// <summary>Who gave it out; 48 bits.</summary>
    public ulong Authority { get; }

    /// <summary>The parts behind the authority.</summary>
    public ReadOnlySpan<uint> Parts => parts;

    /// <summary>Bytes of the packet form.</summary>
    public int BytesLength => 8 + (parts.Length * sizeof(uint));

    /// <summary>Reads the packet form; false if it is cut short, of another revision or too long.</summary>
    public static bool TryRead(ref LittleEndianReader reader, out Sid sid)
    {
        sid = null!;
        var revision = reader.ReadByte();
        var count = reader.ReadByte();
        ulong authority = 0;
        for (var index = 0; index < 6; index++)
        {
            authority = (authority << 8) | reader.ReadByte();
        }

        if (reader.HasFailed || revision != 1 || count > PartsMax)
        {
            return false;
        }

        Span<uint> parts = stackalloc uint[count];
        for (var index = 0; index < count; index++)
        {
            parts[index] = reader.ReadUInt32();
        }

        sid = new Sid(authority, parts);
        return !reader.HasFailed;
    }

    /// <summary>Writes the packet form.</summary>
    public void Write(LittleEndianWriter writer)
    {
        writer.WriteByte(1);
        writer.WriteByte((byte)parts.Length);
        for (var shift = 40; shift >= 0; shift -= 8)
        {
            writer.WriteByte((byte)(Authority >> shift));
        }

        foreach (var part in parts)
        {
            writer.WriteUInt32(part);
        }
    }

    /// <summary>The identifier with another part behind it.</summary>
    public Sid With(uint part) => new(Authority, [.. parts, part]);

    /// <summary>True if this is <paramref name="domain"/> with exactly one part behind it.</summary>
    public bool TryGetRelative(Sid domain, out uint relative)
    {
        var isBelow = parts.Length == domain.parts.Length + 1 && Authority == domain.Authority && Parts.StartsWith(domain.Parts);
        relative = isBelow ? parts[^1] : 0;
        return isBelow;
    }

    /// <inheritdoc/>
    public bool Equals(Sid? other) => other is not null && Authority == other.Authority && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Sid);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Authority);
        foreach (var part in parts)
        {
            hash.Add(part);
        }

        return hash.ToHashCode();
    }

    /// <summary>The text form, <c>S-1-…</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"S-1-{Authority}") + string.Concat(parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"-{part}")));
}
