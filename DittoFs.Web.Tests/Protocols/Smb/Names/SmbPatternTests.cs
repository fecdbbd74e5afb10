using DittoFs.Protocols.Smb.Names;

namespace DittoFs.Web.Tests.Protocols.Smb.Names;

/// <summary>Which names the expressions of a listing match.</summary>
public sealed class SmbPatternTests
{
    [Theory]
    [InlineData("*", "anything.at.all", true)]
    [InlineData("*", ".", true)]
    [InlineData("abc", "ABC", true)]
    [InlineData("abc", "abcd", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("*.txt", "a.b.TXT", true)]
    [InlineData("*.txt", "a.txt.gz", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b*", "xxbxxaxx", false)]
    [InlineData("*.*", "noextension", false)]
    [InlineData("<", "noextension", true)]
    [InlineData("<.txt", "a.b.txt", true)]
    [InlineData("<.b.txt", "a.b.txt", true)]
    [InlineData("<txt", "a.b.txt", true)]
    [InlineData("<b.txt", "a.b.txt", true)]
    [InlineData("<t", "a.txt", false)]
    [InlineData("a>>", "a", true)]
    [InlineData("a>>", "abc", true)]
    [InlineData("a>>", "abcd", false)]
    [InlineData("a>>.txt", "ab.txt", true)]
    [InlineData("a\"", "a", true)]
    [InlineData("a\"", "a.", true)]
    [InlineData("a\"", "ab", false)]
    [InlineData("a\"b", "a.b", true)]
    [InlineData("<\"<", "noextension", true)]
    [InlineData("ÄÖ*", "äöü", true)]
    [InlineData("", "a", false)]
    public void IsMatch_Expression_MatchesAsDescribed(string pattern, string name, bool expected) => Assert.Equal(expected, SmbPattern.IsMatch(pattern, name));

    [Fact]
    public void IsMatch_ExpressionThatDefeatsBacktracking_Ends() => Assert.False(SmbPattern.IsMatch(string.Concat(Enumerable.Repeat("*a", 200)), new string('a', 199)));
}
