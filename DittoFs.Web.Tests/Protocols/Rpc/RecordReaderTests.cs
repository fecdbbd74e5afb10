using System.Buffers.Binary;
using DittoFs.Protocols.Rpc;
using DittoFs.Protocols.Wire;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Rpc;

public sealed class RecordReaderTests
{
    private const int RecordBytesMax = 300_000;

    [Fact]
    public async Task TryRead_RecordInTwoFragmentsCutAnywhere_ComesOutWhole()
    {
        var content = Bytes(40);
        for (var cut = 1; cut < content.Length; cut++)
        {
            var records = await ReadAllAsync([.. Fragment(content[..cut], last: false), .. Fragment(content[cut..], last: true)]);
            Assert.Equal(content, Assert.Single(records));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(int.MaxValue)]
    public async Task TryRead_BytesArrivingInPieces_GivesTheSameRecords(int pieceBytes)
    {
        byte[][] contents = [Bytes(1), Bytes(100), [], Bytes(4097)];
        var stream = contents.SelectMany(content => Fragment(content, last: true)).ToArray();
        Assert.Equal(contents, await ReadAllAsync(stream, pieceBytes));
    }

    [Theory]
    [InlineData(RecordReader.StagingBytes - 4)]
    [InlineData(RecordReader.StagingBytes)]
    [InlineData(RecordReader.StagingBytes + 1)]
    [InlineData(RecordBytesMax)]
    public async Task TryRead_LargeRecordsBackToBack_ComeOutWhole(int length)
    {
        var (first, second) = (Bytes(length), Bytes(length, seed: 9));
        var records = await ReadAllAsync([.. Fragment(first, last: true), .. Fragment(second, last: true)]);
        Assert.Equal([first, second], records);
    }

    [Theory]
    [InlineData(0xFFFF_FFFFu)]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(0x8000_0000u | (RecordBytesMax + 1))]
    public async Task TryRead_MarkBeyondLimit_IsMalformedBeforeAnyMemory(uint mark)
    {
        var stream = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(stream, mark);
        Assert.Null(await TryReadAllAsync(stream));
    }

    [Fact]
    public async Task TryRead_FragmentsThatPassTheLimitTogether_AreMalformed()
    {
        byte[] stream = [.. Fragment(new byte[RecordBytesMax - 10], last: false), .. Fragment(new byte[11], last: true)];
        Assert.Null(await TryReadAllAsync(stream));
    }

    [Fact]
    public async Task TryRead_EmptyFragmentThatIsNotTheLast_IsMalformed() => Assert.Null(await TryReadAllAsync(Fragment([], last: false)));

    [Fact]
    public async Task TryRead_MoreFragmentsThanAllowed_IsMalformed()
    {
        var stream = Enumerable.Repeat(Fragment([1], last: false), RecordReader.FragmentsMax + 1).SelectMany(fragment => fragment).ToArray();
        Assert.Null(await TryReadAllAsync(stream));
    }

    private static byte[] Bytes(int length, int seed = 5)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Fragment(byte[] content, bool last)
    {
        var fragment = new byte[4 + content.Length];
        BinaryPrimitives.WriteUInt32BigEndian(fragment, (last ? 0x8000_0000 : 0) | (uint)content.Length);
        content.CopyTo(fragment, 4);
        return fragment;
    }

    private static async Task<List<byte[]>> ReadAllAsync(byte[] stream, int pieceBytes = int.MaxValue) =>
        await TryReadAllAsync(stream, pieceBytes) ?? throw new InvalidDataException("The stream is malformed.");

    private static async Task<List<byte[]>?> TryReadAllAsync(byte[] stream, int pieceBytes = int.MaxValue)
    {
        var (client, server) = InMemoryWireConnection.MakePair();
        server.ReceiveBytesMax = pieceBytes;
        await client.SendAsync([stream]);
        await client.DisposeAsync();
        using var reader = new RecordReader(server, RecordBytesMax);
        var records = new List<byte[]>();
        while (true)
        {
            switch (reader.TryRead(out var record))
            {
                case RecordReadStatus.Malformed:
                    return null;
                case RecordReadStatus.Record:
                    records.Add(Take(record!));
                    break;
                case RecordReadStatus.Incomplete when !await reader.ReceiveAsync():
                    return records;
            }
        }
    }

    private static byte[] Take(PooledBuffer record)
    {
        using (record)
        {
            return record.Memory.ToArray();
        }
    }
}
