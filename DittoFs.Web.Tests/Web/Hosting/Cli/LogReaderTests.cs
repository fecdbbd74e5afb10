using DittoFs.Web.Hosting.Cli.Running;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Hosting.Cli;

public sealed class LogReaderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string Path => _directory.Combine("log");

    [Fact]
    public void ReadLast_GivesLinesSinceATimeWithTheirContinuations()
    {
        File.WriteAllText(Path, "2026-11-28T12:00:00.000Z one\n2026-11-28T12:00:01.000Z two\n   at a place\n2026-11-28T12:00:02.000Z three\n");
        using var reader = new LogReader(Path);

        Assert.Equal(
            ["2026-11-28T12:00:01.000Z two", "   at a place", "2026-11-28T12:00:02.000Z three"],
            reader.ReadLast(null, new DateTimeOffset(2026, 11, 28, 12, 0, 1, TimeSpan.Zero)));
    }

    [Fact]
    public void ReadLast_GivesNoMoreThanAskedFor()
    {
        File.WriteAllText(Path, "one\ntwo\nthree\n");
        using var reader = new LogReader(Path);

        Assert.Equal(["two", "three"], reader.ReadLast(2, null));
    }

    [Fact]
    public void ReadNew_FollowsAFileThatIsMovedAway()
    {
        File.WriteAllText(Path, "a line that is rather long\n");
        using var reader = new LogReader(Path);
        _ = reader.ReadLast(null, null);
        File.AppendAllText(Path, "last of the old\n");
        File.Move(Path, Path + ".1");
        File.WriteAllText(Path, "first of the new\n");

        Assert.Equal(["last of the old", "first of the new"], reader.ReadNew());
        File.AppendAllText(Path, "second\n");
        Assert.Equal(["second"], reader.ReadNew());
    }
}
