using System.CommandLine;
using System.CommandLine.Invocation;
using DittoFs.Ctl.Running;

namespace DittoFs.Ctl.Help;

/// <summary>Shows the page of the command that stands before <c>--help</c>.</summary>
internal sealed class HelpPageAction : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        HelpText.Write(CommandPage.Of(parseResult.CommandResult.Command), parseResult.InvocationConfiguration.Output);
        return ExitCode.Success;
    }
}
