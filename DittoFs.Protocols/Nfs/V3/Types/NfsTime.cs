using System.Buffers.Binary;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Nfs.V3.Types;

/// <summary>
/// A time on the wire (RFC 1813 §2.6, <c>nfstime3</c>): <c>seconds(4) nseconds(4)</c>, unsigned, from 1970 to 2106. What lies outside is told as
/// the nearest time that fits.
/// </summary>
internal readonly record struct NfsTime(uint Seconds, uint Nanoseconds) : IWireDecodable<NfsTime>
{
    /// <summary>The encoded length.</summary>
    public const int EncodedBytes = 2 * sizeof(uint);

    private const uint NanosecondsPerSecond = 1_000_000_000;

    /// <summary>False for a fraction of a second or more, which names no time.</summary>
    public bool IsValid => Nanoseconds < NanosecondsPerSecond;

    /// <summary>The moment; meaningful when valid.</summary>
    public Timestamp ToTimestamp() => Timestamp.FromSeconds(Seconds, Nanoseconds);

    /// <summary>The wire's form of <paramref name="time"/>.</summary>
    public static NfsTime From(Timestamp time) => time.Seconds switch
    {
        < 0 => default,
        > uint.MaxValue => new NfsTime(uint.MaxValue, NanosecondsPerSecond - 1),
        var seconds => new NfsTime((uint)seconds, time.SubsecondNanoseconds),
    };

    /// <inheritdoc/>
    public static bool TryDecode(ref XdrReader reader, out NfsTime value)
    {
        uint nanoseconds = 0;
        var read = reader.TryReadUInt32(out var seconds) && reader.TryReadUInt32(out nanoseconds);
        value = new NfsTime(seconds, nanoseconds);
        return read;
    }

    /// <summary>Writes the time into <see cref="EncodedBytes"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, Seconds);
        BinaryPrimitives.WriteUInt32BigEndian(destination[sizeof(uint)..], Nanoseconds);
    }
}
