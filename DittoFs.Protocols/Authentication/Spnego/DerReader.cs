namespace DittoFs.Protocols.Authentication.Spnego;

/// <summary>Reads tags and lengths of DER (X.690), as far as SPNEGO uses them.</summary>
internal ref struct DerReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>The tag of the next element; 0 at the end.</summary>
    public readonly byte NextTag => rest.IsEmpty ? (byte)0 : rest[0];

    /// <summary>Takes the content of the next element if its tag is <paramref name="tag"/> and it is whole.</summary>
    public bool TryRead(byte tag, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (rest.Length < 2 || rest[0] != tag || !TryReadLength(out var header, out var length) || length > rest.Length - header)
        {
            return false;
        }

        content = rest.Slice(header, length);
        rest = rest[(header + length)..];
        return true;
    }

    /// <summary>Passes over the next element, whatever it is.</summary>
    public bool TrySkip() => TryRead(NextTag, out _);

    private readonly bool TryReadLength(out int header, out int length)
    {
        length = rest[1];
        header = 2;
        if (length < 0x80)
        {
            return true;
        }

        var count = length & 0x7F;
        length = 0;
        if (count is 0 or > 3 || rest.Length < 2 + count)
        {
            return false;
        }

        foreach (var part in rest.Slice(2, count))
        {
            length = (length << 8) | part;
        }

        header += count;
        return true;
    }
}
