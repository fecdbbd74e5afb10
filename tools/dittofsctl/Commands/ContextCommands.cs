using System.CommandLine;
using DittoFs.Ctl.Contexts;
using DittoFs.Ctl.Running;
using DittoFs.Ctl.Views;

namespace DittoFs.Ctl.Commands;

/// <summary><c>context</c>: servers that are known here.</summary>
internal static class ContextCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("context", "Chooses between servers. 'login' makes contexts.")
    {
        List(shell), Use(shell), Remove(shell),
    };

    private static Command List(Shell shell) => new CtlCommand("list", "Lists the contexts.", "context list").Does(shell, (run, _) =>
    {
        var document = run.Contexts.Read();
        var now = run.Machine.Clock.GetUtcNow().UtcDateTime;
        run.Output.WriteList([.. document.Contexts.Select(context => ContextRow.Of(context, document, now))], ContextView.Row);
        return Task.CompletedTask;
    });

    private static Command Use(Shell shell)
    {
        var name = Symbols.Argument("NAME", "The context that commands use from now on.");
        return new CtlCommand("use", "Chooses the current context.", "context use work") { name }.Does(shell, async (run, cancellationToken) =>
        {
            var chosen = run.Get(name);
            var document = await run.Contexts.ChangeAsync(present => Known(present, chosen) with { Current = chosen }, cancellationToken);
            run.Output.Say($"Commands now use {document.Find(chosen)!.Server.OriginalString}.");
        });
    }

    private static Command Remove(Shell shell)
    {
        var name = Symbols.Argument("NAME", "The context to forget.");
        return new CtlCommand("remove", "Forgets a context with its session. 'logout' ends the session at the server too.", "context remove work") { name }
            .Does(shell, async (run, cancellationToken) =>
            {
                var gone = run.Get(name);
                await run.Contexts.ChangeAsync(present => Without(Known(present, gone), gone), cancellationToken);
                run.Output.Say($"Forgot the context '{gone}'.");
            });
    }

    private static ContextDocument Known(ContextDocument document, string name) => document.Find(name) is not null
        ? document
        : throw new CtlException($"There is no context '{name}'. 'dittofsctl context list' shows all.", ExitCode.NotFound);

    private static ContextDocument Without(ContextDocument document, string name) => new(
        document.Current == name ? null : document.Current, [.. document.Contexts.Where(context => context.Name != name)]);
}
