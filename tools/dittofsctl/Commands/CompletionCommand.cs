using System.CommandLine;
using DittoFs.CommandLine;

namespace DittoFs.Ctl.Commands;

/// <summary><c>completion</c>: what a shell needs to complete command lines.</summary>
internal static class CompletionCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var name = new Argument<string>("SHELL") { Description = "bash, zsh, fish or powershell." };
        name.AcceptOnlyFromAmong(ShellCompletion.Shells);
        return new CtlCommand(
            "completion",
            "Prints a script that makes the Tab key complete this command line. Its first line says how to load it; the program must be in the PATH.",
            "completion bash",
            "completion fish")
        {
            name,
        }.Does(shell, (run, _) =>
        {
            run.Machine.Terminal.Output.Write(ShellCompletion.ScriptOf(run.Get(name), CtlRoot.Name));
            return Task.CompletedTask;
        });
    }
}
