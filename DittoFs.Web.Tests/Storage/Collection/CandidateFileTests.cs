using DittoFs.Storage.Collection;
using DittoFs.Web.Tests.Support;
using static DittoFs.Storage.Conformance.TestRecords;

namespace DittoFs.Web.Tests.Storage.Collection;

public sealed class CandidateFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CandidateFile _file;

    public CandidateFileTests() => _file = new CandidateFile(_directory.Combine("candidates"));

    private static ListedBlock[] Entries => [.. Enumerable.Range(1, 3000).Select(number => new ListedBlock(Block(number), Share(3), number * 1000L, number)).Order()];

    [Fact]
    public void Entries_AreKept_AndReplacedWhole()
    {
        Assert.Empty(_file.Read());
        _file.Replace(Entries);
        Assert.Equal(Entries, _file.Read());
        _file.Replace(Entries[..1]);
        Assert.Equal(Entries[..1], _file.Read());
        _file.Replace([]);
        Assert.Empty(_file.Read());
    }

    [Fact]
    public void Entries_CanBeReadWhileTheyAreReplaced()
    {
        _file.Replace(Entries);
        _file.Replace(_file.Read().Where(entry => entry.Time > 1000));
        Assert.Equal(2000, _file.Read().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(70_000)]
    [InlineData(-1)]
    public void File_WithAChangedByte_ReadsAsEmpty(int position)
    {
        _file.Replace(Entries);
        var bytes = File.ReadAllBytes(_directory.Combine("candidates"));
        bytes[position < 0 ? ^1 : position] ^= 1;
        File.WriteAllBytes(_directory.Combine("candidates"), bytes);
        Assert.Empty(_file.Read());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    [InlineData(100)]
    public void File_ThatIsCutShort_ReadsAsEmpty(int length)
    {
        _file.Replace(Entries);
        var bytes = File.ReadAllBytes(_directory.Combine("candidates"));
        File.WriteAllBytes(_directory.Combine("candidates"), bytes[..length]);
        Assert.Empty(_file.Read());
    }

    public void Dispose() => _directory.Dispose();
}
