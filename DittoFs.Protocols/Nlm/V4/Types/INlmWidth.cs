using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Nlm.V4.Types;

/// <summary>What differs between the versions of the protocol: how wide offsets are, and which statuses there are.</summary>
internal interface INlmWidth
{
    /// <summary>Reads an offset or a length.</summary>
    static abstract bool TryRead(ref XdrReader reader, out ulong value);

    /// <summary>Writes an offset or a length.</summary>
    static abstract void Write(XdrWriter writer, ulong value);

    /// <summary>The status that the version has for <paramref name="status"/>.</summary>
    static abstract NlmStatus Translate(NlmStatus status);
}

/// <summary>Version 4: 64 bits.</summary>
internal readonly struct WideOffsets : INlmWidth
{
    /// <inheritdoc/>
    public static bool TryRead(ref XdrReader reader, out ulong value) => reader.TryReadUInt64(out value);

    /// <inheritdoc/>
    public static void Write(XdrWriter writer, ulong value) => writer.WriteUInt64(value);

    /// <inheritdoc/>
    public static NlmStatus Translate(NlmStatus status) => status;
}

/// <summary>Versions 1 and 3: 32 bits.</summary>
internal readonly struct NarrowOffsets : INlmWidth
{
    /// <inheritdoc/>
    public static bool TryRead(ref XdrReader reader, out ulong value)
    {
        var read = reader.TryReadUInt32(out var number);
        value = number;
        return read;
    }

    /// <inheritdoc/>
    public static void Write(XdrWriter writer, ulong value) => writer.WriteUInt32((uint)Math.Min(value, uint.MaxValue));

    /// <inheritdoc/>
    public static NlmStatus Translate(NlmStatus status) => status > NlmStatus.Deadlock ? NlmStatus.DeniedNoLocks : status;
}
