using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Observability;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Web.Observability;

public sealed class LogRingTests
{
    private readonly LogRing ring = new(new FakeTimeProvider());

    [Fact]
    public void Read_TellsTheNewestThatFit_AndWhatWasMissed()
    {
        for (var i = 1; i <= LogRing.EntriesMax + 10; i++)
        {
            ring.Add(i % 2 == 0 ? LogLevel.Warning : LogLevel.Information, i % 3 == 0 ? "DittoFs.Storage.Shares" : "DittoFs.Web", i, $"entry {i}", null);
        }

        var last = LogRing.EntriesMax + 10;
        Assert.Equal([last - 1, last], Read(0, 2).Entries.Select(entry => (int)entry.Id));
        Assert.Equal(last, Read(0, 2).LastId);
        Assert.Equal((LogRing.EntriesMax, 0L), (Read(0, int.MaxValue).Entries.Count, Read(0, 1).Missed));
        Assert.Equal((11L, 5L), (Read(5, int.MaxValue).Entries[0].Id, Read(5, 1).Missed));
        Assert.Empty(Read(last, 10).Entries);
        Assert.All(Read(0, 50, LogSeverity.Warning).Entries, entry => Assert.Equal(LogSeverity.Warning, entry.Level));
        Assert.All(Read(0, 50, category: "DittoFs.Storage").Entries, entry => Assert.Equal(0, entry.Event % 3));
        Assert.Equal("entry 4000", Assert.Single(Read(0, 50, text: "ENTRY 4000").Entries).Message);
    }

    [Theory]
    [InlineData("Host=db;Username=files;Password=hunter2;Database=x", "Host=db;Username=files;Password=…;Database=x")]
    [InlineData("""{"secretKey": "abc/def", "bucket": "nas"}""", """{"secretKey": "…", "bucket": "nas"}""")]
    [InlineData("Authorization: Bearer eyJhbGci.abc", "Authorization: Bearer …")]
    [InlineData("GET /x?access_token=abcdef&y=1", "GET /x?access_token=…&y=1")]
    [InlineData("The refresh token of alice was used a second time", "The refresh token of alice was used a second time")]
    [InlineData("Sign-in of password from 10.0.0.1 failed", "Sign-in of password from 10.0.0.1 failed")]
    public void Secrets_AreLeftOut(string logged, string shown)
    {
        ring.Add(LogLevel.Error, "Library", 0, logged, $"System.Exception: {logged}");

        var entry = Assert.Single(Read(0, 10).Entries);
        Assert.Equal((shown, $"System.Exception: {shown}"), (entry.Message, entry.Exception));
    }

    [Fact]
    public void Message_OfAnyLength_IsCut()
    {
        ring.CreateLogger("Library").LogError("{Text}", new string('x', 100_000));

        Assert.Equal(LogRing.TextCharsMax + 1, Assert.Single(Read(0, 10).Entries).Message.Length);
    }

    private LogsResponse Read(long since, int limit, LogSeverity level = LogSeverity.Trace, string? category = null, string? text = null) =>
        ring.Read(since, limit, new LogFilter(level, category, text).Fits);
}
