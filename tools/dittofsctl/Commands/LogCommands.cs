using System.CommandLine;
using System.Globalization;
using DittoFs.Client;
using DittoFs.Ctl.Output;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>logs</c>: what the server logged last.</summary>
internal static class LogCommands
{
    private const int EntriesDefault = 100;
    private const int EntriesMax = 5000;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    private static readonly IReadOnlyList<Column<LogEntryResponse>> Columns =
    [
        new("TIME", entry => entry.Time.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        new("LEVEL", entry => CellText.Word(entry.Level, ClientJson.Default.LogSeverity)),
        new("CATEGORY", entry => CellText.Of(entry.Category)),
        new("MESSAGE", entry => CellText.Of(entry.Message)),
    ];

    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var follow = Symbols.Switch("--follow", "Goes on with what is logged from now on, until it is interrupted.");
        var level = Symbols.Word("--level", "Only entries of this level or above.", ClientJson.Default.LogSeverity);
        var category = Symbols.Text("--category", "TEXT", "Only entries of parts whose name begins with this, such as DittoFs.Storage.");
        var search = Symbols.Text("--search", "TEXT", "Only entries whose message contains this.");
        var lines = new Option<int>("--lines") { Description = "The most entries to begin with; 100 when left out.", HelpName = "NUMBER", DefaultValueFactory = _ => EntriesDefault };
        return new CtlCommand(
            "logs",
            "Shows what the server logged last. It keeps the last 5,000 entries of this run; what it logged before is where its standard error went.",
            "logs --level warning",
            "logs --follow --category DittoFs.Storage")
        {
            follow, level, category, search, lines,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var word = run.Get(level) is { } least ? CellText.Word(least, ClientJson.Default.LogSeverity) : null;
            var read = await run.Client.Logs.ReadAsync(0, run.Get(lines), word, run.Get(category), run.Get(search), cancellationToken);
            run.Output.WriteRows(read, ClientJson.Default.LogsResponse, read.Entries, Columns, entry => entry.Message);
            while (run.Get(follow))
            {
                await Task.Delay(PollInterval, cancellationToken);
                read = await run.Client.Logs.ReadAsync(read.LastId, EntriesMax, word, run.Get(category), run.Get(search), cancellationToken);
                foreach (var entry in read.Entries)
                {
                    run.Machine.Terminal.Output.WriteLine(string.Join("  ", Columns.Select(column => column.Text(entry))));
                }
            }
        });
    }
}
