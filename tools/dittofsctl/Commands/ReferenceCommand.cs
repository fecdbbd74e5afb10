using System.CommandLine;
using DittoFs.Ctl.Help;

namespace DittoFs.Ctl.Commands;

/// <summary><c>reference</c>: the manual.</summary>
internal static class ReferenceCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var command = new CtlCommand("reference", "Prints this manual as Markdown.", "reference > docs/cli.md");
        command.SetAction(_ => Reference.Write(CtlRoot.Create(shell.Machine), shell.Machine.Terminal.Output));
        return command;
    }
}
