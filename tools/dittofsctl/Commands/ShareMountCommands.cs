using System.CommandLine;
using System.Globalization;
using System.Net;
using DittoFs.Client.Problems;
using DittoFs.Ctl.Running;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>share mount</c>, <c>share unmount</c>: a share as a directory of this machine, by the tools of its system.</summary>
internal static class ShareMountCommands
{
    private const int NfsPort = 2049;
    private const int SmbPort = 445;
    private const int PortmapPort = 111;

    /// <summary>Makes <c>mount</c>.</summary>
    public static Command Mount(Shell shell)
    {
        var share = ShareCommands.Share();
        var directory = Directory();
        var protocol = new Option<string>("--protocol") { Description = "nfs or smb.", HelpName = "nfs|smb", DefaultValueFactory = _ => "nfs" };
        protocol.AcceptOnlyFromAmong("nfs", "smb");
        var host = Symbols.Text("--host", "NAME", "The server as this machine reaches it. The host of the context's address when left out.");
        var port = Symbols.Number<int>("--port", "PORT", "The port. When left out, the server is asked, which takes an operator; who is none gets the protocol's usual one.");
        var user = Symbols.Text("--user", "NAME", "Of smb: the account. That of the context when left out.");
        var mountOptions = Symbols.Texts("--mount-option", "OPTION", "One more option for the system's mount program, such as ro or noexec.");
        var print = Symbols.Switch("--print", "Prints the command and does not run it.");
        return new CtlCommand(
            "mount",
            "Mounts a share here, by mount(8) of this Linux machine: nfs needs the package nfs-common or nfs-utils, smb needs cifs-utils, which asks for the password. "
                + "It runs as root; others go through sudo.",
            "share mount projects /mnt/projects",
            "share mount projects /mnt/projects --protocol smb --user alice",
            "share mount projects /mnt/projects --host files.example.org --mount-option ro --print")
        {
            share, directory, protocol, host, port, user, mountOptions, print,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var context = run.ChooseContext();
            var server = run.Get(host) ?? context.Server.Host;
            var adapter = run.Get(port) is { } given ? null : await FindAdapterAsync(run, run.Get(protocol)!, cancellationToken);
            var words = run.Get(protocol) == "smb"
                ? Smb(server, run.Get(share), run.Get(directory), run.Get(port) ?? PortOf(adapter) ?? SmbPort, run.Get(user) ?? context.User, run.Get(mountOptions) ?? [])
                : Nfs(server, run.Get(share), run.Get(directory), run.Get(port) ?? PortOf(adapter) ?? NfsPort, adapter?.PortmapPort == PortmapPort, run.Get(mountOptions) ?? []);
            await DoAsync(run, words, run.Get(print), $"{run.Get(share)} is mounted on {run.Get(directory)}.", cancellationToken);
        });
    }

    /// <summary>Makes <c>unmount</c>.</summary>
    public static Command Unmount(Shell shell)
    {
        var directory = Directory();
        var lazy = Symbols.Switch("--lazy", "Takes it away now, and lets go of it when nobody uses it any more.");
        var print = Symbols.Switch("--print", "Prints the command and does not run it.");
        return new CtlCommand("unmount", "Ends a mount of this machine, by umount(8).", "share unmount /mnt/projects", "share unmount /mnt/projects --lazy")
        {
            directory, lazy, print,
        }.Does(shell, (run, cancellationToken) => DoAsync(
            run, ["umount", .. run.Get(lazy) ? ["-l"] : Array.Empty<string>(), run.Get(directory)], run.Get(print), $"Nothing is mounted on {run.Get(directory)} any more.", cancellationToken));
    }

    private static Argument<string> Directory()
    {
        var directory = Symbols.Argument("DIRECTORY", "The directory, which must be there.");
        directory.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var path }] && !Path.IsPathRooted(path))
            {
                result.AddError($"{path}: must be an absolute path.");
            }
        });
        return directory;
    }

    private static async Task DoAsync(Run run, string[] words, bool print, string done, CancellationToken cancellationToken)
    {
        string[] command = run.Machine.IsRoot || print ? words : ["sudo", .. words];
        if (print)
        {
            run.Machine.Terminal.Output.WriteLine(string.Join(' ', command.Select(Quote)));
            return;
        }

        switch (await run.Machine.Execute(command[0], command[1..], cancellationToken))
        {
            case 0:
                run.Output.Say(done);
                break;
            case null:
                throw new CtlException($"There is no program '{command[0]}' here. --print shows the command, to run it in another way.", ExitCode.Refused);
            case { } code:
                throw new CtlException($"'{string.Join(' ', command.Select(Quote))}' ended with {code.ToString(CultureInfo.InvariantCulture)}; what it said stands above.", ExitCode.Refused);
        }
    }

    // Ports without a portmapper have to be named, and without one there is no lock manager to find either.
    private static string[] Nfs(string host, string share, string directory, int port, bool hasPortmapper, string[] more)
    {
        string[] found = hasPortmapper ? [] : [$"port={Number(port)}", $"mountport={Number(port)}", "nolock"];
        return ["mount", "-t", "nfs", "-o", string.Join(',', ["vers=3", "tcp", .. found, "nosuid", "nodev", .. more]), $"{Bracketed(host)}:/{share}", directory];
    }

    private static string[] Smb(string host, string share, string directory, int port, string user, string[] more) =>
        ["mount", "-t", "cifs", "-o", string.Join(',', [$"port={Number(port)}", $"username={user}", "nosuid", "nodev", .. more]), $"//{host.Trim('[', ']')}/{share}", directory];

    private static async Task<AdapterResponse?> FindAdapterAsync(Run run, string name, CancellationToken cancellationToken)
    {
        try
        {
            var adapter = await run.Client.Adapters.GetAsync(name, cancellationToken);
            return adapter.Endpoints.Count > 0 ? adapter : throw new CtlException($"The {name.ToUpperInvariant()} server does not run. 'dittofsctl adapter get {name}' tells why.", ExitCode.Refused);
        }
        catch (ApiException refused) when (refused.Problem.Remedy == Remedy.AskAdministrator)
        {
            return null;
        }
    }

    private static int? PortOf(AdapterResponse? adapter) => adapter is null ? null : IPEndPoint.Parse(adapter.Endpoints[0]).Port;

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) && host[0] != '[' ? $"[{host}]" : host;

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static string Quote(string word) =>
        word.All(character => char.IsAsciiLetterOrDigit(character) || "/._-=:,@[]".Contains(character, StringComparison.Ordinal)) && word.Length > 0
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
