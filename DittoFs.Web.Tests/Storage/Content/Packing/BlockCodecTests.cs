using System.IO.Hashing;
using System.Security.Cryptography;
using CsCheck;
using DittoFs.Storage.Blocks.Memory;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Primitives;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.Content.Packing;

/// <summary>Damage of every kind, each found; and the bytes of a small block, pinned.</summary>
public sealed class BlockCodecTests
{
    private static readonly BlockId Id = Block(1);

    [Fact]
    public async Task Block_WithAnyOneBitFlipped_IsCorrupt()
    {
        var block = Pack(RandomNumberGenerator.GetBytes(600));
        for (var bit = 0; bit < block.Length * 8; bit++)
        {
            block[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(FsError.Corrupt, await ReadAllAsync(block, 600));
            block[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Equal(FsError.None, await ReadAllAsync(block, 600));
    }

    [Fact]
    public async Task Block_OfManyFramesWithAnyByteDamaged_IsCorruptOrGivesTheRightBytes()
    {
        var plain = RandomNumberGenerator.GetBytes((3 * BlockCodec.FramePlainBytesMax) + 100);
        var block = Pack(plain);
        await Gen.Select(Gen.Int[0, block.Length - 1], Gen.Byte[1, 255], Gen.Int[0, plain.Length - 1], Gen.Int[1, plain.Length]).SampleAsync(
            async (position, change, from, wanted) =>
            {
                var damaged = block.ToArray();
                damaged[position] ^= change;
                var destination = new byte[Math.Min(wanted, plain.Length - from)];
                var error = await ReadAsync(damaged, Share(1), Id, from, destination);
                Assert.True(error == FsError.Corrupt || (error == FsError.None && plain.AsSpan(from, destination.Length).SequenceEqual(destination)));
                Assert.Equal(FsError.Corrupt, await ReadAllAsync(damaged, plain.Length));
            },
            iter: 100);
    }

    [Fact]
    public async Task Block_CutAnywhere_IsCorrupt()
    {
        var block = Pack(RandomNumberGenerator.GetBytes(300));
        for (var length = 0; length < block.Length; length++)
        {
            Assert.Equal(FsError.Corrupt, await ReadAllAsync(block[..length], 300));
            Assert.Equal(FsError.Corrupt, await ReadAllAsync(block[(block.Length - length)..], 300));
        }

        Assert.Equal(FsError.Corrupt, await ReadAllAsync([.. block, 0], 300));
    }

    [Fact]
    public async Task Block_ThatIsRandom_IsCorrupt() =>
        await Gen.Byte.Array[0, 300].SampleAsync(static async bytes => Assert.Equal(FsError.Corrupt, await ReadAllAsync(bytes, 1)));

    [Fact]
    public async Task Block_OfAnotherShareOrId_IsCorrupt()
    {
        var block = Pack([1, 2, 3]);
        Assert.Equal(FsError.Corrupt, await ReadAsync(block, Share(2), Id, 0, new byte[3]));
        Assert.Equal(FsError.Corrupt, await ReadAsync(block, Share(1), Block(2), 0, new byte[3]));
    }

    [Fact]
    public async Task Frame_InThePlaceOfAnother_IsCorrupt()
    {
        var block = Pack(RandomNumberGenerator.GetBytes(2 * BlockCodec.FramePlainBytesMax));
        var first = block.AsSpan(BlockCodec.HeaderLength, BlockCodec.FramePlainBytesMax);
        var second = block.AsSpan(BlockCodec.HeaderLength + BlockCodec.FramePlainBytesMax, BlockCodec.FramePlainBytesMax);
        var index = block.AsSpan(^BlockCodec.GetTailLength(2));
        second.CopyTo(first);
        index.Slice(BlockCodec.EntryLength + 16, 8).CopyTo(index[16..]);
        Seal(block, 2);
        Assert.Equal(FsError.Corrupt, await ReadAllAsync(block, 100));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(10)]
    public async Task Block_OfANewerVersionOrWithUnknownFlags_IsNotSupported(int headerField)
    {
        var block = Pack([1, 2, 3]);
        block[headerField] ^= 2;
        Seal(block, 1);
        Assert.Equal(FsError.NotSupported, await ReadAllAsync(block, 3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(8)]
    public async Task Index_WhoseFramesDoNotFit_IsCorruptThoughItsChecksumIsRight(int entryField)
    {
        var block = Pack(RandomNumberGenerator.GetBytes(100));
        block[block.Length - BlockCodec.GetTailLength(1) + entryField] ^= 1;
        Seal(block, 1);
        Assert.Equal(FsError.Corrupt, await ReadAllAsync(block, 1));
    }

    [Fact]
    public void Block_OfThreeBytes_HasTheDocumentedLayout()
    {
        var block = Pack([0xAA, 0xBB, 0xCC]);
        Assert.Equal(
            "446974746F426C6B" + "0100" + "0000" + "00000000" + "00000001000700070102030405060708" + "00000001000000000000000000000001"
            + "00000000000000000000000000000000" + "AABBCC" + "40000000" + "03000000" + "03000000" + "00000000",
            Convert.ToHexString(block.AsSpan(0, 64 + 3 + 16)));
        Assert.Equal("43000000" + "01000000" + "03000000" + "00000000", Convert.ToHexString(block.AsSpan(^32..^16)));
        Assert.Equal("446974746F456E64", Convert.ToHexString(block.AsSpan(^8..)));
        Assert.Equal(64 + 3 + 24 + 32, block.Length);
    }

    private static byte[] Pack(byte[] plain)
    {
        var builder = new BlockBuilder(Share(1), Id, new byte[BlockCodec.PlainBytesMax]);
        builder.Append(plain);
        return [.. builder.Finish().SelectMany(static part => part.ToArray())];
    }

    /// <summary>Makes the footer's checksum right again, as a program with a fault would have written it.</summary>
    private static void Seal(byte[] block, int frames)
    {
        var tail = block.AsSpan(^BlockCodec.GetTailLength(frames));
        var hash = new XxHash3();
        hash.Append(block.AsSpan(0, BlockCodec.HeaderLength));
        hash.Append(tail[..^16]);
        BitConverter.TryWriteBytes(tail[^16..], hash.GetCurrentHashAsUInt64());
    }

    private static Task<FsError> ReadAllAsync(byte[] block, int length) => ReadAsync(block, Share(1), Id, 0, new byte[length]);

    private static async Task<FsError> ReadAsync(byte[] block, ShareId share, BlockId id, int from, byte[] destination)
    {
        await using var store = new MemoryBlockStore(TimeProvider.System);
        await store.PutAsync(id, [block], CancellationToken.None);
        var reader = new BlockReader(store, share, new BlockIndexCache(1 << 20));
        return (await reader.ReadAsync(id, (uint)from, destination, CancellationToken.None)).Error;
    }
}
