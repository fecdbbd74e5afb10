using System.CommandLine;
using DittoFs.CommandLine;

namespace DittoFs.Web.Hosting.Cli;

/// <summary><c>completion</c>: what a shell needs to complete command lines.</summary>
internal static class CompletionCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or powershell." };
        shell.AcceptOnlyFromAmong(ShellCompletion.Shells);
        var command = new Command("completion", "Prints a script that makes the Tab key complete this command line; its first line says how to load it. The program must be in the PATH as 'dittofs'.") { shell };
        return command.Does((parsed, _) =>
        {
            parsed.InvocationConfiguration.Output.Write(ShellCompletion.ScriptOf(parsed.GetRequiredValue(shell), "dittofs"));
            return Task.FromResult(ExitCode.Success);
        });
    }
}
