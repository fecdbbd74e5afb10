using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Storage.Conformance;

/// <content>Directory entries, by name and by cookie.</content>
public abstract partial class MetadataStoreConformance
{
    [Fact]
    public async Task Name_PutAndDeleted_IsFoundByNameAndByCookieOnlyMeanwhile()
    {
        var name = FileName.FromText("report.txt");
        await AppliedAsync(batch => batch.PutName(Directory, name, Entry(20, 7)));
        Assert.Equal(Entry(20, 7), Value(await Store.ReadNameAsync(ShareA, Directory, name, None)));
        var row = Assert.Single(await ScanAsync());
        Assert.Equal((name, Entry(20, 7)), (row.Name, row.Entry));

        await AppliedAsync(batch => batch.DeleteName(Directory, name, 7));
        Assert.Null(Value(await Store.ReadNameAsync(ShareA, Directory, name, None)));
        Assert.Empty(await ScanAsync());
        Assert.Empty(Value(await Store.FindFoldedNamesAsync(ShareA, Directory, name, None)));
    }

    [Fact]
    public async Task Name_InAnotherDirectoryOrOfOtherCase_IsNotFoundExactly()
    {
        await AppliedAsync(batch => batch.PutName(Directory, FileName.FromText("a"), Entry(20, 3)));
        Assert.Null(Value(await Store.ReadNameAsync(ShareA, new NodeId(Directory.Value + 1), FileName.FromText("a"), None)));
        Assert.Null(Value(await Store.ReadNameAsync(ShareA, Directory, FileName.FromText("A"), None)));
        Assert.Null(Value(await Store.ReadNameAsync(ShareA, Directory, FileName.FromText("ab"), None)));
    }

    [Theory]
    [InlineData("readme", "README", "ReadMe")]
    [InlineData("straße", "STRAßE", "Straße")]
    [InlineData("σας", "ΣΑΣ", "σασ")]
    [InlineData("ⱥ", "Ⱥ", "Ⱥ")]
    public async Task FoldedNames_ThatDifferInCase_AreAllFoundByAnyOfThem(params string[] spellings)
    {
        var names = spellings.Distinct(StringComparer.Ordinal).Select(FileName.FromText).ToArray();
        await AppliedAsync(batch =>
        {
            batch.PutName(Directory, FileName.FromText(spellings[0] + "x"), Entry(90, 90));
            for (var i = 0; i < names.Length; i++)
            {
                batch.PutName(Directory, names[i], Entry(20 + (ulong)i, 3 + (ulong)i));
            }
        });
        foreach (var spelling in names)
        {
            var found = Value(await Store.FindFoldedNamesAsync(ShareA, Directory, spelling, None));
            Assert.Equal(names.Select(static name => name.ToString()).Order(StringComparer.Ordinal), found.Select(static row => row.Name.ToString()).Order(StringComparer.Ordinal));
            Assert.All(found, row => Assert.Equal(names[row.Entry.Node.Value - 20], row.Name));
        }
    }

    [Fact]
    public async Task FoldedNames_ThatAreNoUtf8_MatchOnlyThemselves()
    {
        var name = Name(0x41, 0xFF, 0x42);
        await AppliedAsync(batch => batch.PutName(Directory, name, Entry(20, 3)));
        Assert.Equal(name, Assert.Single(Value(await Store.FindFoldedNamesAsync(ShareA, Directory, name, None))).Name);
        Assert.Empty(Value(await Store.FindFoldedNamesAsync(ShareA, Directory, Name(0x61, 0xFF, 0x62), None)));
        Assert.Equal(Entry(20, 3), Value(await Store.ReadNameAsync(ShareA, Directory, name, None)));
    }

    [Fact]
    public async Task Name_OfTheLongestLength_IsStored()
    {
        var name = FileName.FromText(string.Concat(Enumerable.Repeat("Ⱥ", 127)) + "x");
        Assert.Equal(FileName.BytesMax, name.Span.Length);
        await AppliedAsync(batch => batch.PutName(Directory, name, Entry(20, 3)));
        Assert.Equal(Entry(20, 3), Value(await Store.ReadNameAsync(ShareA, Directory, name, None)));
        Assert.Single(Value(await Store.FindFoldedNamesAsync(ShareA, Directory, name, None)));
    }

    [Fact]
    public async Task Scan_ReturnsCookieOrderAndResumesBehindAnyCookie()
    {
        ulong[] cookies = [3, 4, 255, 256, 257, 65_536, 1UL << 40, (1UL << 63) - 1];
        await AppliedAsync(batch =>
        {
            foreach (var cookie in cookies.Reverse())
            {
                batch.PutName(Directory, FileName.FromText($"n{cookie}"), Entry(cookie, cookie));
            }

            batch.PutName(new NodeId(Directory.Value - 1), FileName.FromText("before"), Entry(1, ulong.MaxValue));
            batch.PutName(new NodeId(Directory.Value + 1), FileName.FromText("after"), Entry(1, 3));
        });
        for (var start = 0UL; start < 300; start++)
        {
            Assert.Equal(cookies.Where(cookie => cookie > start), (await ScanAsync(start)).Select(static row => row.Entry.Cookie));
        }

        foreach (var after in cookies)
        {
            Assert.Equal(cookies.Where(cookie => cookie > after).Take(2), (await ScanAsync(after, rowsMax: 2)).Select(static row => row.Entry.Cookie));
        }

        Assert.Empty(await ScanAsync(ulong.MaxValue));
    }

    [Fact]
    public async Task Scan_WithRecords_ReturnsThoseThatExist()
    {
        await AppliedAsync(batch =>
        {
            foreach (var (node, cookie) in new (ulong, ulong)[] { (50, 3), (20, 4), (21, 5), (21, 6), (99, 7), (22, 8) })
            {
                batch.PutName(Directory, FileName.FromText($"n{cookie}"), Entry(node, cookie));
                if (node != 99)
                {
                    batch.PutNode(FileNode(node, node));
                }
            }
        });
        Assert.Equal([50UL, 20, 21, 21, null, 22], (await ScanAsync(withRecords: true)).Select(static row => row.Record?.Size));
        Assert.All(await ScanAsync(), static row => Assert.Null(row.Record));
    }

    [Fact]
    public async Task Scan_OfTenThousandEntriesInSlices_MeetsEachOnceWhileOthersComeAndGo()
    {
        const int Count = 10_000;
        await AppliedAsync(batch =>
        {
            for (var i = 0UL; i < Count; i++)
            {
                batch.PutNode(FileNode(1000 + i));
                batch.PutName(Directory, FileName.FromText($"stay{i}"), Entry(1000 + i, 3 + (2 * i)));
            }
        });

        var changes = ChangeWhileScanningAsync(Count);
        var met = new List<string>();
        for (IReadOnlyList<DirectoryRow> slice = await ScanAsync(0, 100, withRecords: true); slice.Count > 0; slice = await ScanAsync(slice[^1].Entry.Cookie, 100, withRecords: true))
        {
            met.AddRange(slice.Select(static row => row.Name.ToString()));
        }

        await changes;
        Assert.Equal(Enumerable.Range(0, Count).Select(static i => $"stay{i}"), met.Where(static name => name.StartsWith("stay", StringComparison.Ordinal)));
        Assert.Equal(met.Count, met.Distinct(StringComparer.Ordinal).Count());
    }

    private async Task ChangeWhileScanningAsync(ulong count)
    {
        await Task.Yield();
        for (var i = 0UL; i < count; i += 50)
        {
            var name = FileName.FromText($"come{i}");
            await AppliedAsync(batch => batch.PutName(Directory, name, Entry(i, 4 + (2 * i))));
            await AppliedAsync(batch => batch.DeleteName(Directory, name, 4 + (2 * i)));
        }
    }
}
