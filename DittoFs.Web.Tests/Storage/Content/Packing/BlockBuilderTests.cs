using CsCheck;
using DittoFs.Storage.Content.Packing;

namespace DittoFs.Web.Tests.Storage.Content.Packing;

public sealed class BlockBuilderTests
{
    [Fact]
    public void Append_ReturnsWhereThePiecesBegin() => Gen.Int[0, 600_000].Array[1, 20].Sample(
        static lengths =>
        {
            var builder = Create();
            var expected = 0;
            foreach (var length in lengths)
            {
                Assert.Equal((uint)expected, builder.Append(new byte[length]));
                expected += length;
                Assert.Equal(expected, builder.PlainLength);
                Assert.Equal(BlockCodec.PlainBytesMax - expected, builder.Room);
            }
        },
        iter: 50);

    [Fact]
    public void Append_OfMoreThanTheRoom_IsRefusedAndTakesNothing()
    {
        var builder = Create();
        builder.Append(new byte[BlockCodec.PlainBytesMax - 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Append(new byte[2]));
        Assert.Equal(1, builder.Room);
        builder.Append([1]);
        Assert.True(builder.GetMemory().IsEmpty);
        Assert.Equal(BlockCodec.PlainBytesMax + BlockCodec.HeaderLength + BlockCodec.GetTailLength(64), builder.Finish().Sum(static part => part.Length));
    }

    [Fact]
    public void GetMemory_FilledInPlace_IsWhatTheBlockHolds()
    {
        var builder = Create();
        for (var i = 0; i < 3; i++)
        {
            var memory = builder.GetMemory();
            memory.Span[..100_000].Fill((byte)i);
            builder.Advance(100_000);
            if (i == 1)
            {
                Assert.Equal(BlockCodec.FramePlainBytesMax - 200_000, builder.GetMemory().Length);
                builder.Append(new byte[builder.GetMemory().Length]);
            }
        }

        Assert.Equal([64, BlockCodec.FramePlainBytesMax + 100_000, BlockCodec.GetTailLength(2)], builder.Finish().Select(static part => part.Length));
    }

    [Fact]
    public void Finish_OfAnEmptyBlock_IsRefused()
    {
        var builder = Create();
        Assert.Throws<InvalidOperationException>(builder.Finish);
    }

    [Fact]
    public void EveryChange_AfterFinish_IsRefused()
    {
        var builder = Create();
        builder.Append([1]);
        builder.Finish();
        Assert.Throws<InvalidOperationException>(() => builder.Append([1]));
        Assert.Throws<InvalidOperationException>(() => builder.Advance(1));
        Assert.Throws<InvalidOperationException>(builder.Finish);
    }

    private static BlockBuilder Create() => new(TestRecords.Share(1), TestRecords.Block(1), new byte[BlockCodec.PlainBytesMax]);
}
