namespace DittoFs.Ctl.Help;

/// <summary>A command's page for a terminal.</summary>
internal static class HelpText
{
    private const int WidthMax = 100;
    private const int LabelWidthMax = 34;

    /// <summary>Writes <paramref name="page"/>.</summary>
    public static void Write(CommandPage page, TextWriter output)
    {
        foreach (var line in Wrap(page.Description, WidthMax))
        {
            output.WriteLine(line);
        }

        output.WriteLine();
        output.WriteLine($"Usage: {page.Synopsis}");
        WriteEntries("Commands", page.Commands, output);
        WriteEntries("Arguments", page.Arguments, output);
        WriteEntries("Options", page.Options, output);
        WriteEntries("Options of every command", page.GlobalOptions, output);
        WriteExamples(page.Examples, output);
        if (page.GlobalOptions.Count == 0)
        {
            output.WriteLine();
            output.WriteLine("'dittofsctl --help' tells the options that every command has.");
        }
    }

    private static void WriteEntries(string title, IReadOnlyList<PageEntry> entries, TextWriter output)
    {
        if (entries.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine($"{title}:");
        var width = Math.Min(entries.Max(entry => entry.Label.Length), LabelWidthMax);
        foreach (var entry in entries)
        {
            WriteEntry(entry, width, output);
        }
    }

    private static void WriteEntry(PageEntry entry, int width, TextWriter output)
    {
        var lines = Wrap(entry.Text, WidthMax - width - 4).ToList();
        var first = 0;
        if (entry.Label.Length <= width)
        {
            output.WriteLine($"  {entry.Label.PadRight(width)}  {lines[0]}");
            first = 1;
        }
        else
        {
            output.WriteLine($"  {entry.Label}");
        }

        foreach (var line in lines.Skip(first))
        {
            output.WriteLine($"  {new string(' ', width)}  {line}");
        }
    }

    private static void WriteExamples(IReadOnlyList<string> examples, TextWriter output)
    {
        if (examples.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine($"  {example}");
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }
}
