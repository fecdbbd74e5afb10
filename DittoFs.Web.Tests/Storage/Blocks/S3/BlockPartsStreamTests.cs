using CsCheck;
using DittoFs.Storage.Blocks.S3;

namespace DittoFs.Web.Tests.Storage.Blocks.S3;

public sealed class BlockPartsStreamTests
{
    private static readonly Gen<byte[][]> Pieces = Gen.Byte.Array[0, 20].Array[0, 12];

    [Fact]
    public void Read_OfAnyRangeInAnySteps_HasTheBytesOfThePieces() =>
        Gen.Select(Pieces, Gen.Int[0, 300], Gen.Int[0, 300], Gen.Int[1, 40]).Sample((pieces, first, length, step) =>
        {
            var whole = pieces.SelectMany(static piece => piece).ToArray();
            first = Math.Min(first, whole.Length);
            length = Math.Min(length, whole.Length - first);
            using var stream = new BlockPartsStream([.. pieces.Select(static piece => (ReadOnlyMemory<byte>)piece)], first, length);

            // Twice, as the vendor's client does.
            for (var round = 0; round < 2; round++)
            {
                stream.Position = 0;
                Assert.Equal(whole[first..(first + length)], ReadAll(stream, step));
            }
        });

    [Fact]
    public void Seek_FromAnywhere_GoesOnThere()
    {
        using var stream = new BlockPartsStream([new byte[] { 0, 1, 2 }, new byte[] { 3, 4, 5, 6 }], 1, 5);
        Assert.Equal(5, stream.Length);
        Assert.Equal(3, stream.Seek(-2, SeekOrigin.End));
        Assert.Equal(4, stream.ReadByte());
        Assert.Equal(5, stream.ReadByte());
        Assert.Equal(-1, stream.ReadByte());
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Seek(-1, SeekOrigin.Begin));
    }

    [Fact]
    public void Read_OfAStreamThatWasGivenUp_TouchesNoPiece()
    {
        var stream = new BlockPartsStream([new byte[] { 1 }], 0, 1);
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
    }

    [Fact]
    public void Read_TellsThatBytesMove()
    {
        var moves = 0;
        using var stream = new BlockPartsStream([new byte[10]], 0, 10, () => moves++);
        Assert.Equal(10, ReadAll(stream, 5).Length);
        Assert.Equal(3, moves);
    }

    private static byte[] ReadAll(BlockPartsStream stream, int step)
    {
        var bytes = new List<byte>();
        var buffer = new byte[step];
        while (stream.Read(buffer, 0, step) is > 0 and var count)
        {
            bytes.AddRange(buffer.AsSpan(0, count));
        }

        return [.. bytes];
    }
}
