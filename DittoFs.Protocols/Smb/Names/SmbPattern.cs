namespace DittoFs.Protocols.Smb.Names;

/// <summary>
/// Matches names against the expressions of QUERY_DIRECTORY (MS-FSA 2.1.4.4): <c>*</c>, <c>?</c>, and the three that stand for what DOS made of them:
/// DOS_STAR <c>&lt;</c>, DOS_QM <c>&gt;</c>, DOS_DOT <c>"</c>. It takes time by the product of both lengths at most, whatever the expression.
/// </summary>
internal static class SmbPattern
{
    /// <summary>The expression that matches every name.</summary>
    public const string All = "*";

    /// <summary>True for an expression with any of the five characters.</summary>
    public static bool HasWildcards(ReadOnlySpan<char> pattern) => pattern.ContainsAny("*?<>\"");

    /// <summary>True if all of <paramref name="name"/> matches, whatever the case.</summary>
    public static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        if (pattern is All)
        {
            return true;
        }

        // Row p, place n: whether the rest of the expression from p on matches the rest of the name from n on. Filled from the end.
        var lastDot = name.LastIndexOf('.');
        Span<bool> behind = name.Length < 512 ? stackalloc bool[name.Length + 1] : new bool[name.Length + 1];
        Span<bool> row = name.Length < 512 ? stackalloc bool[name.Length + 1] : new bool[name.Length + 1];
        behind.Clear();
        behind[^1] = true;
        for (var p = pattern.Length - 1; p >= 0; p--)
        {
            for (var n = name.Length; n >= 0; n--)
            {
                row[n] = n == name.Length ? MatchesEnd(pattern[p]) && behind[n] : MatchesAt(pattern[p], name[n], n, lastDot, row, behind);
            }

            row.CopyTo(behind);
        }

        return behind[0];
    }

    private static bool MatchesEnd(char symbol) => symbol is '*' or '<' or '>' or '"';

    private static bool MatchesAt(char symbol, char at, int n, int lastDot, ReadOnlySpan<bool> row, ReadOnlySpan<bool> behind) => symbol switch
    {
        '*' => behind[n] || row[n + 1],
        '?' => behind[n + 1],
        '<' => behind[n] || (n == lastDot ? behind[n + 1] : row[n + 1]),
        '>' => at == '.' ? behind[n] : behind[n + 1],
        '"' => at == '.' && behind[n + 1],
        _ => char.ToUpperInvariant(symbol) == char.ToUpperInvariant(at) && behind[n + 1],
    };
}
