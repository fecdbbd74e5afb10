extern alias ctl;

using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using ctl::DittoFs.Ctl.Commands;
using ctl::DittoFs.Ctl.Help;
using ctl::DittoFs.Ctl.Running;

namespace DittoFs.Web.Tests.Tools;

/// <summary>Every command is run against a real server, and every operation of REST has a command.</summary>
public sealed class CtlCoverageTests(CtlTour tour) : IClassFixture<CtlTour>
{
    // Operations that no command calls, each with the reason.
    private static readonly Dictionary<string, string> WithoutCommand = new()
    {
        ["GetSetup"] = "Making the first administrator is for a server that nobody can sign in to yet: 'dittofs init', or the link that the start prints.",
        ["CompleteSetup"] = "The same.",
        ["StopServer"] = "The control socket of the server's own machine alone has it: 'dittofs stop'.",
        ["ChangePermissions"] = "The console saves what was staged at once; 'share permission set' and 'remove' change one each.",
        ["PreviewPermissions"] = "Who gains and who loses is shown before that.",
        ["TestNewStore"] = "'store create', then 'store test'.",
        ["GetShareMetadata"] = "'dittofs metadata dump', beside the 'dittofs metadata load' that takes the file.",
        ["SetSetting"] = "'setting set' sends the PATCH that changes one or several.",
        ["GetEffectivePermission"] = "'share access' tells it as one step of the whole way.",
    };

    [Fact]
    public void Commands_AreAllRunOnAServer()
    {
        var leaves = All(CtlRoot.Create(Machine.Current())).Where(command => command.Subcommands.Count == 0).Select(CommandPage.PathOf);

        Assert.Equal([], leaves.Except(tour.Commands));
    }

    [Fact]
    public void Operations_AllHaveACommand()
    {
        var operations =
            (from path in JsonDocument.Parse(tour.Document).RootElement.GetProperty("paths").EnumerateObject()
             from operation in path.Value.EnumerateObject()
             select (Id: operation.Value.GetProperty("operationId").GetString()!, Method: new HttpMethod(operation.Name.ToUpperInvariant()), Path: path.Name)).ToList();
        var called = tour.Calls.Select(call => Find(call.Method, call.Path)).ToHashSet();

        Assert.Equal([], operations.Select(operation => operation.Id).Except(called).Except(WithoutCommand.Keys));
        Assert.Equal([], WithoutCommand.Keys.Intersect(called));
        Assert.Equal([], WithoutCommand.Keys.Except(operations.Select(operation => operation.Id)));

        // As routes are chosen: a word of the template before a place for any.
        string Find(HttpMethod method, string path) => operations
            .Where(operation => operation.Method == method && Regex.IsMatch(path, $"^{Regex.Replace(operation.Path, @"\{[^}]*\}", "[^/]+")}$"))
            .OrderBy(operation => operation.Path.Count(character => character == '{'))
            .Select(operation => operation.Id).FirstOrDefault() ?? throw new InvalidOperationException($"{method} {path} is no operation.");
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
