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
        WriteSections(text, 0, SettingTable.Rows.Where(row => row.Key.Contains(':', StringComparison.Ordinal)), defaults);
        return text.Append("}\n").ToString();
    }

    // A section has its own settings first, and then the sections in it.
    private static void WriteSections(StringBuilder text, int depth, IEnumerable<Setting> rows, ServerSettings defaults)
    {
        foreach (var section in rows.GroupBy(row => row.Key.Split(':')[depth]))
        {
            text.Append(Indent(depth + 1)).Append('"').Append(section.Key).Append("\": {\n");
            foreach (var row in section.Where(row => row.Key.Split(':').Length == depth + 2))
            {
                var name = row.Key[(row.Key.LastIndexOf(':') + 1)..];
                text.Append(Indent(depth + 2)).Append("// \"").Append(name).Append("\": ").Append(row.ToSchema(defaults)["default"]!.ToJsonString()).Append(",   // ").Append(row.Accepts).Append('\n');
            }

            WriteSections(text, depth + 1, section.Where(row => row.Key.Split(':').Length > depth + 2), defaults);
            text.Append(Indent(depth + 1)).Append("},\n");
        }
    }

    private static string Indent(int depth) => new(' ', 2 * depth);
}
