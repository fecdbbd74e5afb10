using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using DittoFs.Web.ControlPlane.Shares;
using DittoFs.Web.Hosting.Cli.Running;
using DittoFs.Web.Hosting.QuickStart;

namespace DittoFs.Web.Hosting.Cli;

/// <summary>The options of <c>start</c>. Those that stand for a setting only carry its text: the settings' own rules check it.</summary>
internal sealed class StartOptions
{
    private readonly Option<string?> _config = new("--config")
    {
        Description = "Reads settings from this JSON file. Without it the file that DITTOFS_CONFIG names is read, or dittofs.json in the data directory.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _daemon = new("--daemon")
    {
        Description = "Runs the server in the background, away from the terminal. The command returns when the server is ready, or with the exit status of a start that failed.",
    };

    private readonly Option<string?> _pidFile = new("--pid-file")
    {
        Description = "With --daemon: writes the process id to this file when the server is ready, and removes it at the end. The default is run/dittofs.pid in the data directory.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _logFile = new("--log-file")
    {
        Description = "With --daemon: appends the log to this file. The default is log/dittofs.log in the data directory. SIGHUP opens it again after it was moved away.",
        HelpName = "FILE",
    };

    // Read before anything else, by DaemonProcess.
    private readonly Option<string[]> _daemonProcess = new(DaemonLauncher.ChildOption) { Hidden = true, Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true };

    private readonly Option<bool> _quickStart = new("--quick-start")
    {
        Description = "Makes the share /export if it does not exist, and sets who may reach it by the options --clients and --trust-root of this start. "
            + "Its owner is the user who started the server.",
    };

    private readonly Option<IPNetwork[]> _clients = new("--clients")
    {
        Description = "Lets clients of this network use the quick-start share, beside this machine itself. May be given several times. "
            + "NFS clients are believed when they say who their users are, so name only networks that you trust.",
        HelpName = "CIDR",
        CustomParser = ParseNetworks,
    };

    private readonly Option<bool> _trustRoot = new("--trust-root")
    {
        Description = "Leaves the root user of clients root on the quick-start share. Anybody who may connect can then own every file: "
            + "for tests and trusted labs only.",
    };

    private readonly ImmutableArray<(Option<string[]> Option, ImmutableArray<string> Keys)> _settings =
    [
        (Text("--data-directory", "PATH", "Keeps everything that must last in this directory: log, metadata, blocks, share definitions. "
            + "The default is /var/lib/dittofs for root, and ~/.local/share/dittofs for others."), ["DataDirectory"]),
        (Text("--listen", "ADDRESS", "Listens for file clients on this address instead of 127.0.0.1; 0.0.0.0 stands for all of this machine's. "
            + "May be given several times. The administration port is not moved by it."), ["Nfs:ListenAddresses", "Smb:ListenAddresses"]),
        (Text("--nfs-port", "PORT", "Serves NFS and its mount protocol on this TCP port. The default is 2049, and 0 takes a free one."), ["Nfs:Port"]),
        (Text("--portmap-port", "PORT", "Serves the portmapper on this TCP and UDP port, so that mounts need not name ports and can lock; 0 for none. The default is 111 "
            + "if NFS is on 2049, and none if it is not. A port that can't be bound is no failure: the portmapper of this machine is asked to take registrations then."),
            ["Nfs:PortmapPort"]),
        (Text("--smb-port", "PORT", "Serves SMB on this TCP port. The default is 445, or 1445 where this user may not take that; 0 takes a free one. "
            + "Windows before 11 24H2 looks for 445 only."), ["Smb:Port"]),
        (Text("--http-port", "PORT", "Serves health and metrics on this TCP port. The default is 8080, and 0 takes a free one."), ["Http:Port"]),
        (Text("--http-listen", "ADDRESS", "Listens for HTTP on this address instead of 127.0.0.1, by HTTPS if it is not of loopback (Http:Tls:Mode). May be given several times. "
            + "Whoever reaches the port can ask for readiness; metrics are for this machine and Http:MetricsClients."), ["Http:ListenAddresses"]),
        (Text("--log-level", "LEVEL", "Logs events of this level and above: Trace, Debug, Information, Warning, Error or Critical. "
            + "The default is Information."), ["Logging:LogLevel:Default"]),
    ];

    /// <summary>Adds all options to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        command.Add(_quickStart);
        command.Add(_clients);
        command.Add(_trustRoot);
        command.Add(_config);
        command.Add(_daemon);
        command.Add(_pidFile);
        command.Add(_logFile);
        command.Add(_daemonProcess);
        foreach (var (option, _) in _settings)
        {
            command.Add(option);
        }

        command.Validators.Add(RequireQuickStart);
        command.Validators.Add(RequireDaemon);
    }

    /// <summary>Whether the server is to run in the background.</summary>
    public bool Daemon(ParseResult parsed) => parsed.GetValue(_daemon);

    /// <summary>The file of the process id; null for the one in the data directory.</summary>
    public string? PidFile(ParseResult parsed) => parsed.GetValue(_pidFile) is { } path ? Path.GetFullPath(path) : null;

    /// <summary>The file of the log.</summary>
    public string LogFile(ParseResult parsed, string dataDirectory) => Path.GetFullPath(parsed.GetValue(_logFile) ?? Running.LogFile.PathIn(dataDirectory));

    /// <summary>What the parsed options ask for.</summary>
    public HostArguments Read(ParseResult parsed, bool hasTerminal)
    {
        var environment = HostArguments.ProcessEnvironment();
        return new HostArguments
        {
            ConfigFile = parsed.GetValue(_config),
            Environment = environment,
            HasTerminal = hasTerminal,
            Overrides = _settings
                .Where(setting => parsed.GetResult(setting.Option) is { Implicit: false })
                .SelectMany(setting => setting.Keys.Select(key => KeyValuePair.Create(key, (string?)string.Join(",", parsed.GetValue(setting.Option) ?? []))))
                .ToImmutableDictionary(StringComparer.OrdinalIgnoreCase),
            QuickStart = parsed.GetValue(_quickStart) ? ReadQuickStart(parsed, Invoker.Current(environment)) : null,
        };
    }

    private static Option<string[]> Text(string name, string helpName, string description) => new(name) { Description = description, HelpName = helpName };

    private QuickStartRequest ReadQuickStart(ParseResult parsed, Invoker owner) => new()
    {
        Owner = owner,
        Clients = [.. parsed.GetValue(_clients) ?? []],
        TrustRoot = parsed.GetValue(_trustRoot),
    };

    private void RequireQuickStart(CommandResult result)
    {
        if (!result.GetValue(_quickStart) && (result.GetValue(_trustRoot) || result.GetValue(_clients) is { Length: > 0 }))
        {
            result.AddError("--clients and --trust-root describe the quick-start share: they need --quick-start.");
        }
    }

    private void RequireDaemon(CommandResult result)
    {
        if (!result.GetValue(_daemon) && (result.GetValue(_pidFile) is not null || result.GetValue(_logFile) is not null))
        {
            result.AddError("--pid-file and --log-file describe a server in the background: they need --daemon.");
        }
    }

    private static IPNetwork[] ParseNetworks(ArgumentResult result)
    {
        var networks = new List<IPNetwork>();
        foreach (var token in result.Tokens)
        {
            if (!Cidr.TryParse(token.Value, out var network))
            {
                result.AddError($"--clients {token.Value}: must be a network such as 192.168.1.0/24 or fd00::/8, with no bits beyond its prefix, or one address.");
                return [];
            }

            networks.Add(network);
        }

        return [.. networks];
    }
}
