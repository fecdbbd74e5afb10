extern alias ctl;

using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.RegularExpressions;
using ctl::DittoFs.Ctl.Commands;
using ctl::DittoFs.Ctl.Help;
using ctl::DittoFs.Ctl.Running;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Tools;

/// <summary>docs/cli.md and the commands say the same, and the commands say enough.</summary>
public sealed partial class CommandPageTests
{
    private static readonly RootCommand Root = CtlRoot.Create(Machine.Current());

    public static TheoryData<string> Paths => [.. All(Root).Select(CommandPage.PathOf)];

    [Fact]
    public void Document_IsWhatTheCommandsSay()
    {
        var written = new StringWriter();

        Reference.Write(Root, written);

        Assert.Equal(written.ToString(), Repository.ReadText("docs/cli.md"));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Command_ExplainsAllThatItUnderstands(string path)
    {
        var page = CommandPage.Of(All(Root).Single(command => CommandPage.PathOf(command) == path));

        Assert.EndsWith(".", page.Description, StringComparison.Ordinal);
        Assert.All([.. page.Arguments, .. page.Options, .. page.Commands, .. page.GlobalOptions], entry => Assert.EndsWith(".", entry.Text, StringComparison.Ordinal));
        Assert.Equal(page.Commands.Count == 0, page.Examples.Count > 0);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Example_IsUnderstood(string path)
    {
        var examples = CommandPage.Of(All(Root).Single(command => CommandPage.PathOf(command) == path)).Examples;

        Assert.All(examples, example => Assert.Empty(Root.Parse(Words(example)).Errors));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Completion_OffersTheWordsThatAreUnderstood(string path)
    {
        var command = All(Root).Single(command => CommandPage.PathOf(command) == path);

        Assert.All(
            command.Options.SelectMany(option => option.GetCompletions(CompletionContext.Empty)).Select(word => word.Label),
            word => Assert.Equal(word.ToLowerInvariant(), word));
    }

    // As a shell takes it: quotes hold words together, and what stands behind > is no argument.
    private static string[] Words(string example) =>
        [.. Word().Matches(example.Split(" > ")[0]).Skip(1).Select(match => match.Value.Trim('\''))];

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Word();

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
