using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.Observability;

/// <summary>What was logged last, oldest first. Bounded: the oldest make room. Safe from any thread.</summary>
internal sealed class LogRing(TimeProvider clock) : ILoggerProvider
{
    /// <summary>Entries that are kept.</summary>
    public const int EntriesMax = 5000;

    /// <summary>The longest message and exception that are kept, in characters: what a client made up must not fill the memory.</summary>
    public const int TextCharsMax = 4000;

    private readonly Lock gate = new();
    private readonly LogEntryResponse[] entries = new LogEntryResponse[EntriesMax];
    private long lastId;

    /// <summary>Adds an entry.</summary>
    public void Add(LogLevel level, string category, int number, string message, string? exception)
    {
        var (text, fault) = (Cut(LogRedaction.Apply(message)), exception is null ? null : Cut(LogRedaction.Apply(exception)));
        lock (gate)
        {
            lastId++;
            entries[lastId % EntriesMax] = new LogEntryResponse(lastId, clock.GetUtcNow().UtcDateTime, (LogSeverity)level, category, number, text, fault);
        }
    }

    /// <summary>The entries behind number <paramref name="since"/> that <paramref name="fits"/> lets pass, the last <paramref name="limit"/> of them, oldest first.</summary>
    public LogsResponse Read(long since, int limit, Func<LogEntryResponse, bool> fits)
    {
        lock (gate)
        {
            var oldest = Math.Max(1, lastId - EntriesMax + 1);
            var found = new Stack<LogEntryResponse>();
            for (var id = lastId; id >= oldest && id > since && found.Count < limit; id--)
            {
                if (fits(entries[id % EntriesMax]))
                {
                    found.Push(entries[id % EntriesMax]);
                }
            }

            return new LogsResponse([.. found], lastId, since > 0 ? Math.Max(0, oldest - since - 1) : 0);
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static string Cut(string text) => text.Length > TextCharsMax ? text[..TextCharsMax] + "…" : text;

    private sealed class Writer(LogRing ring, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                ring.Add(logLevel, category, eventId.Id, formatter(state, exception), exception?.ToString());
            }
        }
    }
}
