using CsCheck;
using DittoFs.Protocols.Wire;

namespace DittoFs.Web.Tests.Protocols.Wire;

/// <summary>What holds for every value: it comes back as it was written, no part of it is taken for the whole, no length makes memory.</summary>
public sealed class XdrProperties
{
    private static readonly Gen<(uint Number, ulong Hyper, bool Flag, byte[] Opaque, byte[] Fixed)> Values =
        Gen.Select(Gen.UInt, Gen.ULong, Gen.Bool, Gen.Byte.Array[0, 40], Gen.Byte.Array[7]);

    [Fact]
    public void Values_WrittenAndRead_ComeBack() => Values.Sample(value =>
    {
        var reader = new XdrReader(Write(value));
        Assert.True(reader.TryReadUInt32(out var number));
        Assert.True(reader.TryReadUInt64(out var hyper));
        Assert.True(reader.TryReadBool(out var flag));
        Assert.True(reader.TryReadOpaque(40, out var opaque));
        Assert.True(reader.TryReadFixedOpaque(7, out var fixedOpaque));
        Assert.Equal((value.Number, value.Hyper, value.Flag), (number, hyper, flag));
        Assert.Equal(value.Opaque, opaque.ToArray());
        Assert.Equal(value.Fixed, fixedOpaque.ToArray());
        Assert.Equal(0, reader.Remaining);
    });

    [Fact]
    public void Values_CutAtAnyByte_AreNotRead() => Values.Sample(value =>
    {
        var whole = Write(value);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.False(TryReadAll(whole.AsMemory(0, length)));
        }

        Assert.True(TryReadAll(whole));
    });

    [Fact]
    public void Opaque_WithAnyLength_IsReadOnlyWithinLimitAndData() => Gen.Select(Gen.UInt, Gen.Int[0, 64]).Sample((length, limit) =>
    {
        using var writer = new XdrWriter();
        writer.WriteUInt32(length);
        writer.WriteFixedOpaque(new byte[64]);
        var reader = new XdrReader(writer.Written.ToArray());
        Assert.Equal(length <= limit, reader.TryReadOpaque(limit, out _));
    });

    [Fact]
    public void Opaque_Written_IsPaddedWithZeros() => Gen.Byte[1, 255].Array[0, 20].Sample(data =>
    {
        using var writer = new XdrWriter(16);
        writer.Take(64).Fill(0xFF);
        writer.Rewind(0);
        writer.WriteOpaque(data);
        Assert.Equal(0, writer.Position % 4);
        Assert.Equal(-1, writer.Written[(4 + data.Length)..].IndexOfAnyExcept((byte)0));
    });

    [Fact]
    public void Reserve_FilledBeforeItsFrame_StandsBehindIt() => Gen.Byte.Array[1, 5000].Sample(data =>
    {
        using var writer = new XdrWriter(16);
        writer.WriteUInt32(7);
        data.CopyTo(writer.Reserve(8, data.Length).Span);
        writer.WriteUInt32(8);
        writer.WriteUInt32((uint)data.Length);
        writer.Advance(data.Length);
        var reader = new XdrReader(writer.Written.ToArray());
        Assert.True(reader.TryReadUInt64(out _));
        Assert.True(reader.TryReadOpaque(5000, out var opaque));
        Assert.Equal(data, opaque.ToArray());
        Assert.Equal(0, reader.Remaining);
    });

    [Theory]
    [InlineData(0u, true)]
    [InlineData(1u, true)]
    [InlineData(2u, false)]
    [InlineData(uint.MaxValue, false)]
    public void Bool_OfAnyNumber_IsOnlyZeroOrOne(uint number, bool valid)
    {
        using var writer = new XdrWriter();
        writer.WriteUInt32(number);
        var reader = new XdrReader(writer.Written.ToArray());
        Assert.Equal(valid, reader.TryReadBool(out _));
    }

    private static byte[] Write((uint Number, ulong Hyper, bool Flag, byte[] Opaque, byte[] Fixed) value)
    {
        using var writer = new XdrWriter(16);
        writer.WriteUInt32(value.Number);
        writer.WriteUInt64(value.Hyper);
        writer.WriteBool(value.Flag);
        writer.WriteOpaque(value.Opaque);
        writer.WriteFixedOpaque(value.Fixed);
        return writer.Written.ToArray();
    }

    private static bool TryReadAll(ReadOnlyMemory<byte> data)
    {
        var reader = new XdrReader(data);
        return reader.TryReadUInt32(out _)
            && reader.TryReadUInt64(out _)
            && reader.TryReadBool(out _)
            && reader.TryReadOpaque(40, out _)
            && reader.TryReadFixedOpaque(7, out _);
    }
}
