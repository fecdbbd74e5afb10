using System.CommandLine;
using DittoFs.Ctl.Running;

namespace DittoFs.Ctl.Commands;

/// <summary>A command with the examples that its help shows.</summary>
internal sealed class CtlCommand : Command
{
    /// <summary>Makes a command.</summary>
    /// <param name="name">What is typed.</param>
    /// <param name="description">The first sentence says what it does; what follows is shown on its own page alone.</param>
    /// <param name="examples">What to type, without the program's name.</param>
    public CtlCommand(string name, string description, params string[] examples) : base(name, description) => Examples = examples;

    /// <summary>What to type, without the program's name.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>Gives it <paramref name="action"/>; failures end the process with the code that belongs to them.</summary>
    public CtlCommand Does(Shell shell, Func<Run, CancellationToken, Task> action)
    {
        SetAction(async (parsed, cancellationToken) =>
        {
            using var run = new Run(shell, parsed);
            try
            {
                await action(run, cancellationToken);
                return ExitCode.Success;
            }
            catch (Exception exception) when (FailureReport.TryDescribe(exception, cancellationToken) is { } report)
            {
                return report.WriteTo(shell.Machine.Terminal.Error);
            }
        });
        return this;
    }
}
