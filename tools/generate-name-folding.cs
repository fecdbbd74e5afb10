// Writes DittoFs.Storage/Metadata/NameFoldingTable.cs from the case mapping of the runtime it runs on:
//
//     dotnet run tools/generate-name-folding.cs > DittoFs.Storage/Metadata/NameFoldingTable.cs
//
// A character folds to the simple lower case of its simple upper case, so that letters with several lower forms (Greek sigma) meet in one.
// The result is stored data: names that are on disk were folded with it. Another table is another fold version, never a new run of this one.
using System.Globalization;
using System.Text;

var rows = new List<(int First, int Last, int Step, int Delta)>();
for (var value = 0x80; value <= 0x10FFFF; value++)
{
    if (!Rune.IsValid(value))
    {
        continue;
    }

    var rune = new Rune(value);
    var delta = Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).Value - value;
    if (delta == 0)
    {
        continue;
    }

    var last = rows.Count == 0 ? default : rows[^1];
    var step = value - last.Last;
    if (rows.Count > 0 && last.Delta == delta && step <= 2 && (last.First == last.Last || last.Step == step))
    {
        rows[^1] = (last.First, value, step, delta);
    }
    else
    {
        rows.Add((value, value, 1, delta));
    }
}

var output = new StringBuilder();
output.Append("""
    namespace DittoFs.Storage.Metadata;

    /// <summary>
    /// Version 1 of the case folding of characters above ASCII, frozen: stored keys depend on every row. Made once by
    /// <c>tools/generate-name-folding.cs</c>; a later Unicode is a new version beside this one.
    /// </summary>
    internal static class NameFoldingTable
    {
        /// <summary>
        /// Four numbers a row, in rising order: the first and the last code point, the step between those that change (1 or 2), and what is added to them.
        /// </summary>
        public static ReadOnlySpan<int> Rows =>
        [

    """);
foreach (var (first, last, step, delta) in rows)
{
    output.Append(CultureInfo.InvariantCulture, $"        0x{first:X4}, 0x{last:X4}, {step}, {delta},\n");
}

output.Append("    ];\n}\n");
using var stdout = Console.OpenStandardOutput();
stdout.Write(Encoding.UTF8.GetBytes(output.ToString()));
