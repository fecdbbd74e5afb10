using System.Text;

namespace DittoFs.Web.ControlPlane.Audit;

/// <summary>Makes what clients sent fit for the log: every database must give back exactly the text that was hashed.</summary>
internal static class AuditText
{
    /// <summary>At most <paramref name="charsMax"/> characters of <paramref name="text"/>, with U+FFFD for what is no text: NUL, which PostgreSQL refuses, and halves of surrogate pairs.</summary>
    public static string Clean(string text, int charsMax)
    {
        var cut = text.Length > charsMax ? text[..charsMax] : text;
        var clean = new StringBuilder(cut.Length);
        foreach (var rune in cut.EnumerateRunes())
        {
            clean.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }

        return clean.ToString();
    }
}
