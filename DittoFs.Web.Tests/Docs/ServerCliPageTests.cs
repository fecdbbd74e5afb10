using DittoFs.Web.Hosting.Cli;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Docs;

/// <summary>docs/server-cli.md and the verbs say the same, and the verbs say enough.</summary>
public sealed class ServerCliPageTests
{
    [Fact]
    public void Page_IsWhatTheVerbsWrite()
    {
        using var written = new StringWriter();

        ReferenceCommand.Write(ServerCommands.Create(daemon: null), written);

        Assert.Equal(written.ToString(), Repository.ReadText("docs/server-cli.md"));
    }

    [Fact]
    public void Symbols_AreDescribed()
    {
        var verbs = All(ServerCommands.Create(daemon: null)).ToList();

        Assert.True(verbs.Count > 5);
        Assert.All(verbs, verb =>
        {
            Assert.EndsWith(".", verb.Description, StringComparison.Ordinal);
            Assert.All(verb.Options.Where(option => !option.Hidden), option => Assert.False(string.IsNullOrEmpty(option.Description), $"{verb.Name} {option.Name}"));
            Assert.All(verb.Arguments, argument => Assert.False(string.IsNullOrEmpty(argument.Description), $"{verb.Name} {argument.Name}"));
        });
    }

    private static IEnumerable<System.CommandLine.Command> All(System.CommandLine.Command parent) =>
        parent.Subcommands.SelectMany(child => (IEnumerable<System.CommandLine.Command>)[child, .. All(child)]);
}
