using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Docs;

/// <summary>
/// The sabotages fit the tree and are told in the documentation. That the tests notice them takes a build each, and is for <c>e2e/sabotage/run.sh</c>.
/// </summary>
public sealed class SabotageTests
{
    private const int FailuresOfTheDesign = 20;
    private const string Old = "--- is\n";
    private const string New = "--- becomes\n";

    private static readonly ILookup<string, Type> Suites = typeof(SabotageTests).Assembly.GetTypes().ToLookup(type => type.Name);

    private static readonly List<string> Sorted = [.. Repository.Files("*.sabotage").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Names => [.. Sorted];

    [Theory]
    [MemberData(nameof(Names))]
    public void Lines_ThatAreReplaced_AreInTheTreeOnce(string name)
    {
        var text = Read(name);
        var source = Repository.ReadText(ValuesOf(text, "file").Single());
        Assert.All(text.Split(Old).Skip(1), edit => Assert.Equal(2, source.Split(edit.Split(New)[0]).Length));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Tests_ThatAreNamed_Exist(string name)
    {
        var tests = ValuesOf(Read(name), "test").Select(test => test.Split('.')).ToList();
        Assert.NotEmpty(tests);
        Assert.All(tests, test => Assert.Contains(Suites[test[0]], suite => suite.GetMethod(test[1]) is not null));
    }

    [Fact]
    public void Table_OfTheDocumentation_HasARowForEach()
    {
        var rows = Sorted.Select(name => (Name: name, Text: Read(name))).Select(sabotage =>
            $"| {sabotage.Name} | {ValuesOf(sabotage.Text, "rule").Single()} | {ValuesOf(sabotage.Text, "failure").Single()} "
            + $"| {string.Join(", ", ValuesOf(sabotage.Text, "test").Select(test => $"`{test}`"))} |");
        var table = Repository.ReadText("docs/testing.md").Split('\n').SkipWhile(line => !line.StartsWith("| sabotage ", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'));
        Assert.Equal(rows, table);
    }

    [Fact]
    public void Failures_OfTheDesign_AreAllTriedOut()
    {
        var tried = Sorted.SelectMany(name => ValuesOf(Read(name), "failure")).ToHashSet();
        Assert.All(Enumerable.Range(1, FailuresOfTheDesign), number => Assert.Contains($"{number}", tried));
    }

    private static string Read(string name) => Repository.ReadText($"e2e/sabotage/{name}.sabotage");

    private static IEnumerable<string> ValuesOf(string text, string field) =>
        text.Split(Old)[0].Split('\n').Where(line => line.StartsWith($"{field}: ", StringComparison.Ordinal)).Select(line => line[(field.Length + 2)..]);
}
