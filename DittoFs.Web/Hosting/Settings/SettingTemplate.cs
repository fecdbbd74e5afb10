using System.Text;

namespace DittoFs.Web.Hosting.Settings;

/// <summary>A first <c>dittofs.json</c>: every setting at its default, behind a comment sign, with what it accepts.</summary>
internal static class SettingTemplate
{
    /// <summary>The text of the file.</summary>
    public static string Make()
    {
        var defaults = new ServerSettings();
        var text = new StringBuilder("""
            // Settings of DittoFs. Take the signs away from what is to be other than its default. Comments and a comma behind the last entry are allowed here.
            // 'dittofs config validate' checks this file, and the server reads it at its start.
            {

            """);
        foreach (var section in SettingTable.Rows.Where(row => row.Key.Contains(':', StringComparison.Ordinal)).GroupBy(row => row.Key[..row.Key.LastIndexOf(':')]))
        {
            WriteSection(text, section.Key.Split(':'), [.. section], defaults);
        }

        return text.Append("}\n").ToString();
    }

    private static void WriteSection(StringBuilder text, string[] path, List<Setting> rows, ServerSettings defaults)
    {
        for (var depth = 0; depth < path.Length; depth++)
        {
            text.Append(Indent(depth + 1)).Append('"').Append(path[depth]).Append("\": {\n");
        }

        foreach (var row in rows)
        {
            var name = row.Key[(row.Key.LastIndexOf(':') + 1)..];
            text.Append(Indent(path.Length + 1)).Append("// \"").Append(name).Append("\": ").Append(row.ToSchema(defaults)["default"]!.ToJsonString()).Append(",   // ").Append(row.Accepts).Append('\n');
        }

        for (var depth = path.Length; depth > 0; depth--)
        {
            text.Append(Indent(depth)).Append(depth == 1 ? "},\n" : "}\n");
        }
    }

    private static string Indent(int depth) => new(' ', 2 * depth);
}
