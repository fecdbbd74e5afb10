using DittoFs.Storage.Metadata;
using DittoFs.Storage.Metadata.RocksDb;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Conformance;
using DittoFs.Web.Tests.Support;
using RocksDbSharp;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.Metadata;

public sealed class RocksDbMetadataStoreTests : PersistentMetadataStoreConformance, IDisposable
{
    private static readonly RocksDbMetadataStoreOptions Options = new() { MemtableSize = ByteSize.FromMebibytes(4), BlockCacheSize = ByteSize.FromMebibytes(8) };
    private readonly TemporaryDirectory directory = new();
    private int images;

    private string Path => directory.Combine("metadata");

    public void Dispose() => directory.Dispose();

    protected override IMetadataStore OpenStore() => RocksDbMetadataStore.Open(Path, Options);

    /// <summary>Copies the manifest before the tables that it names, while the database goes on: a table that is gone by then makes a new attempt.</summary>
    protected override IMetadataStore OpenCrashImage()
    {
        while (true)
        {
            var image = directory.Combine($"image{++images}");
            try
            {
                Copy(Path, image);
                return RocksDbMetadataStore.Open(image, Options);
            }
            catch (Exception exception) when (images < 50 && exception is FileNotFoundException or StorageStartException)
            {
                continue;
            }
        }
    }

    [Fact]
    public void Open_OfADatabaseInUse_IsRefused() => AssertRefused(Path, "Another process");

    [Fact]
    public async Task Open_OfAnUnknownFormat_IsRefusedAndChangesNothing()
    {
        await Store.DisposeAsync();
        Put("format"u8, [2, 0]);
        AssertRefused(Path, "format version 2");
        AssertRefused(Path, "format version 2");
        Put("format"u8, [1]);
        AssertRefused(Path, "format version");
    }

    [Fact]
    public async Task Open_OfAForeignDatabase_IsRefused()
    {
        await Store.DisposeAsync();
        Remove("format"u8);
        Put("a"u8, [1]);
        AssertRefused(Path, "not DittoFs'");
    }

    [Fact]
    public async Task Open_WithoutTheFileThatNamesTheManifest_IsRefusedAndKeepsTheTables()
    {
        await Store.ApplyAsync([Batch(Share(1), static batch => batch.PutNode(FileNode(11)))], 1, None);
        await Store.FlushAsync(None);
        await Store.DisposeAsync();
        File.Move(System.IO.Path.Combine(Path, "CURRENT"), directory.Combine("CURRENT"));
        AssertRefused(Path, "CURRENT");
        File.Move(directory.Combine("CURRENT"), System.IO.Path.Combine(Path, "CURRENT"));
        await ReopenAsync();
        Assert.NotNull(await NodeAsync(11));
    }

    [Fact]
    public async Task Open_WithABrokenAppliedSequence_IsRefused()
    {
        await Store.DisposeAsync();
        Put("applied"u8, [1, 2, 3]);
        AssertRefused(Path, "applied");
    }

    [Fact]
    public void Open_WhereAFileIs_IsRefused()
    {
        File.WriteAllText(directory.Combine("file"), "x");
        AssertRefused(directory.Combine("file"), "can't be");
    }

    [Fact]
    public async Task Read_OfATableWithFlippedBits_IsCorruptNotWrong()
    {
        for (var i = 1UL; i <= 500; i++)
        {
            await Store.ApplyAsync([Batch(Share(1), batch => batch.PutNode(FileNode(i, i)))], i, None);
        }

        await Store.FlushAsync(None);
        await Store.DisposeAsync();
        var table = Directory.EnumerateFiles(Path, "*.sst").MaxBy(static file => new FileInfo(file).Length)!;
        var bytes = await File.ReadAllBytesAsync(table);
        bytes.AsSpan(0, 200).Fill(0x5A);
        await File.WriteAllBytesAsync(table, bytes);
        await ReopenAsync();
        Assert.Equal(FsError.Corrupt, (await Store.CountAsync(Share(1), None)).Error);
    }

    [Theory]
    [InlineData('I', 10UL, null)]
    [InlineData('N', 10UL, "a\0a")]
    [InlineData('C', 10UL, "\0\0\0\0\0\0\0\u0007")]
    [InlineData('E', 10UL, "\0\0\0\0\0\0\0\u0007")]
    [InlineData('S', null, null)]
    public async Task Row_ThatCannotBeParsed_IsCorrupt(char row, ulong? number, string? rest)
    {
        await Store.DisposeAsync();
        Put(RawKey(row, number, rest), [1, 2, 3]);
        await ReopenAsync();
        var ten = new NodeId(10);
        var answers = new[]
        {
            (await Store.ReadNodeAsync(Share(1), ten, None)).Error,
            (await Store.CountAsync(Share(1), None)).Error,
            (await Store.ReadNameAsync(Share(1), ten, FileName.FromText("a"), None)).Error,
            (await Store.FindFoldedNamesAsync(Share(1), ten, FileName.FromText("A"), None)).Error,
            (await Store.ScanDirectoryAsync(Share(1), ten, 0, 10, false, None)).Error,
            (await Store.ReadExtentsAsync(Share(1), new ContentId(10), 0, 10, None)).Error,
            (await Store.ReadSuperblockAsync(Share(1), None)).Error,
        };
        var expected = row switch
        {
            'I' => new[] { 0, 1 },
            'N' => [2, 3],
            'C' => [4],
            'E' => [5],
            _ => [6],
        };
        Assert.All(answers.Index(), answer => Assert.Equal(expected.Contains(answer.Index) ? FsError.Corrupt : FsError.None, answer.Item));
    }

    [Fact]
    public async Task Scan_WhereARecordCannotBeParsed_IsCorruptOnlyWithRecords()
    {
        await Store.ApplyAsync([Batch(Share(1), static batch => batch.PutName(new NodeId(10), FileName.FromText("a"), Entry(20, 3)))], 1, None);
        await Store.DisposeAsync();
        Put(RawKey('I', 20, null), [1]);
        await ReopenAsync();
        Assert.Equal(FsError.Corrupt, (await Store.ScanDirectoryAsync(Share(1), new NodeId(10), 0, 10, true, None)).Error);
        Assert.True((await Store.ScanDirectoryAsync(Share(1), new NodeId(10), 0, 10, false, None)).IsSuccess);
    }

    private static byte[] RawKey(char row, ulong? number, string? rest) =>
    [
        .. Share(1).Value.ToByteArray(bigEndian: true),
        (byte)row,
        .. number is { } value ? BitConverter.GetBytes(value).Reverse() : [],
        .. (rest ?? "").Select(static character => (byte)character),
    ];

    private static void AssertRefused(string path, string message)
    {
        var refusal = Assert.Throws<StorageStartException>(() => RocksDbMetadataStore.Open(path, Options));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        var files = Directory.EnumerateFiles(from).Where(static file => System.IO.Path.GetFileName(file) is not "LOCK" && !file.Contains("LOG", StringComparison.Ordinal));
        foreach (var file in files.OrderByDescending(static file => file.Contains("MANIFEST", StringComparison.Ordinal) || file.EndsWith("CURRENT", StringComparison.Ordinal)))
        {
            File.Copy(file, System.IO.Path.Combine(to, System.IO.Path.GetFileName(file)));
        }
    }

    private void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        using var database = RocksDbSharp.RocksDb.Open(new DbOptions(), Path);
        database.Put(key, value);
    }

    private void Remove(ReadOnlySpan<byte> key)
    {
        using var database = RocksDbSharp.RocksDb.Open(new DbOptions(), Path);
        database.Remove(key);
    }
}
