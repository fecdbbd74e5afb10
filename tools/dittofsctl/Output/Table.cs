namespace DittoFs.Ctl.Output;

/// <summary>Rows in aligned columns with two spaces between them, and no lines that scripts would have to skip.</summary>
internal static class Table
{
    private const string Gap = "  ";
    private const string Bold = "\u001b[1m";
    private const string Red = "\u001b[31m";
    private const string Plain = "\u001b[0m";

    /// <summary>Writes a head and one line for each of <paramref name="items"/>.</summary>
    public static void WriteList<T>(TextWriter output, IReadOnlyList<Column<T>> columns, IReadOnlyList<T> items, bool colour)
    {
        var cells = items.Select(item => columns.Select(column => column.Text(item)).ToArray()).ToList();
        var widths = columns.Select((column, index) => cells.Select(row => row[index].Length).Append(column.Title.Length).Max()).ToArray();
        var head = Line([.. columns.Select(column => column.Title)], widths, columns);
        output.WriteLine(colour ? Bold + head + Plain : head);
        foreach (var row in cells)
        {
            var line = Line(row, widths, columns);
            output.WriteLine(colour && row.Contains("failed") ? Red + line + Plain : line);
        }
    }

    /// <summary>Writes one line for each column of <paramref name="item"/>.</summary>
    public static void WriteItem<T>(TextWriter output, IReadOnlyList<Column<T>> columns, T item, bool colour)
    {
        var width = columns.Max(column => column.Title.Length);
        foreach (var column in columns)
        {
            var title = column.Title.PadRight(width);
            output.WriteLine($"{(colour ? Bold + title + Plain : title)}{Gap}{column.Text(item)}");
        }
    }

    private static string Line<T>(string[] cells, int[] widths, IReadOnlyList<Column<T>> columns) =>
        string.Join(Gap, cells.Select((cell, index) => columns[index].IsNumber ? cell.PadLeft(widths[index]) : cell.PadRight(widths[index]))).TrimEnd();
}
