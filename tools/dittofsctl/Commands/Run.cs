using System.CommandLine;
using DittoFs.Client;
using DittoFs.Client.Session;
using DittoFs.Ctl.Contexts;
using DittoFs.Ctl.Output;
using DittoFs.Ctl.Running;

namespace DittoFs.Ctl.Commands;

/// <summary>One run of a command.</summary>
internal sealed class Run(Shell shell, ParseResult parsed) : IDisposable
{
    private const string ContextVariable = "DITTOFSCTL_CONTEXT";

    private DittoFsClient? _client;

    /// <summary>The machine that it runs on.</summary>
    public Machine Machine => shell.Machine;

    /// <summary>Prints results.</summary>
    public ResultWriter Output { get; } = new(
        shell.Machine.Terminal.Output,
        shell.Machine.Terminal.Error,
        parsed.GetValue(shell.Options.Output),
        parsed.GetValue(shell.Options.Quiet),
        shell.Machine.Terminal.IsLookedAt && !parsed.GetValue(shell.Options.NoColour) && string.IsNullOrEmpty(shell.Machine.Environment("NO_COLOR")));

    /// <summary>The servers that are known here.</summary>
    public ContextFile Contexts { get; } = new(shell.Machine.ConfigDirectory, shell.Machine.Clock);

    /// <summary>The context that was asked for by name; null when the current one is meant.</summary>
    public string? ContextName => parsed.GetValue(shell.Options.Context) ?? shell.Machine.Environment(ContextVariable);

    /// <summary>The server, as the account that is signed in there.</summary>
    public DittoFsClient Client => _client ??= ConnectToContext();

    /// <summary>What was given for <paramref name="option"/>.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>What was given for <paramref name="argument"/>; the default of <typeparamref name="T"/> for an optional one that was left out.</summary>
    public T Get<T>(Argument<T> argument) => argument.Arity.MinimumNumberOfValues == 0 ? parsed.GetValue(argument)! : parsed.GetRequiredValue(argument);

    /// <summary>The context to work with.</summary>
    public ServerContext ChooseContext()
    {
        var document = Contexts.Read();
        if ((ContextName ?? document.Current) is not { } name)
        {
            throw new CtlException("No server is chosen. Run 'dittofsctl login http://HOST:8080' first.", ExitCode.Configuration);
        }

        return document.Find(name)
            ?? throw new CtlException($"There is no context '{name}'. 'dittofsctl context list' shows all, and 'dittofsctl login' makes one.", ExitCode.Configuration);
    }

    /// <summary>A client of the server of <paramref name="context"/>, which the caller disposes of.</summary>
    public DittoFsClient Connect(ServerContext context, ISessionStore session) => new(context.Server, session, Machine.CreateHandler(context.Trust), Machine.Clock);

    /// <summary>Asks whether it is meant. <see cref="CtlException"/> when it is not.</summary>
    public void Confirm(string question)
    {
        if (parsed.GetValue(shell.Options.Yes))
        {
            return;
        }

        var terminal = Machine.Terminal;
        if (!terminal.CanAsk)
        {
            throw new CtlException($"{question} Nobody can be asked here: say --yes if that is meant.", ExitCode.Usage);
        }

        terminal.Error.Write($"{question} [y/N] ");
        if (terminal.Input.ReadLine()?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
        {
            throw new CtlException("Nothing was done.", ExitCode.Refused);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();

    private DittoFsClient ConnectToContext()
    {
        var context = ChooseContext();
        return context.ApiKey is { } key ? Connect(context, new KeySession(key))
            : context.Tokens is null ? throw new CtlException($"Nobody is signed in to {context.Server.OriginalString}. Run 'dittofsctl login'.", ExitCode.NotAllowed)
            : Connect(context, new ContextSession(Contexts, context));
    }
}
