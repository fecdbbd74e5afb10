extern alias client;
extern alias ctl;

using client::DittoFs.Client.Session;
using ctl::DittoFs.Ctl.Commands;
using ctl::DittoFs.Ctl.Contexts;
using ctl::DittoFs.Ctl.Running;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Tools;

/// <summary>How a run of dittofsctl ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record CtlResult(int ExitCode, string Output, string Error);

/// <summary>A person or a script who runs dittofsctl again and again on a machine of its own.</summary>
internal sealed class CtlSession(Func<ServerTrust, HttpMessageHandler> createHandler) : IDisposable
{
    /// <summary>Calls go through what <paramref name="createHandler"/> makes, whatever is trusted.</summary>
    public CtlSession(Func<HttpMessageHandler> createHandler) : this(_ => createHandler())
    {
    }

    private readonly TemporaryDirectory _directory = new();

    /// <summary>The time.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));

    /// <summary>The machine's environment.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>What is typed or piped in at the next run.</summary>
    public string Input { get; set; } = "";

    /// <summary>What is typed without being shown; with it, a person is there who can be asked.</summary>
    public Queue<string>? Secrets { get; set; }

    /// <summary>The programs of the system that were run, each with its words.</summary>
    public List<string> Programs { get; } = [];

    /// <summary>How such a program ends.</summary>
    public int? ProgramEnd { get; set; } = 0;

    /// <summary>Whether root runs it.</summary>
    public bool IsRoot { get; set; }

    /// <summary>Whether a person looks at the output.</summary>
    public bool IsLookedAt { get; set; }

    /// <summary>The directory of the context file.</summary>
    public string ConfigDirectory => _directory.Combine("config");

    /// <summary>The context file.</summary>
    public ContextFile Contexts => new(ConfigDirectory, Clock);

    /// <summary>Runs it.</summary>
    public async Task<CtlResult> RunAsync(params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var exitCode = await CtlRoot.RunAsync(MachineWith(output, error), args);
        return new CtlResult(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs it on a command line without quotes.</summary>
    public Task<CtlResult> RunLineAsync(string line) => RunAsync(line.Split(' '));

    /// <summary>Makes a context whose session is good for an hour.</summary>
    public async Task SignInAsync(string server = "http://stub:8080", DateTime? accessTokenExpiresAt = null)
    {
        var now = Clock.GetUtcNow().UtcDateTime;
        var tokens = new SessionTokens("access-1", accessTokenExpiresAt ?? now.AddHours(1), "refresh-1", now.AddDays(1));
        await Contexts.ChangeAsync(document => document.With(new ServerContext("stub", new Uri(server), "admin", tokens)) with { Current = "stub" }, CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private Machine MachineWith(TextWriter output, TextWriter error) => new()
    {
        Terminal = new Terminal
        {
            Output = output,
            Error = error,
            Input = new StringReader(Input),
            CanAsk = Secrets is not null,
            IsLookedAt = IsLookedAt,
            ReadSecret = () => Secrets!.Dequeue(),
        },
        ConfigDirectory = ConfigDirectory,
        Environment = name => Environment.GetValueOrDefault(name),
        CreateHandler = createHandler,
        Clock = Clock,
        IsRoot = IsRoot,
        Execute = (program, words, _) =>
        {
            Programs.Add(string.Join(' ', words.Prepend(program)));
            return Task.FromResult(ProgramEnd);
        },
    };
}
