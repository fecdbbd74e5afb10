using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace DittoFs.E2E.Console;

/// <summary>A server of its own: a process on a data directory that goes with it.</summary>
internal sealed class ConsoleServer : IAsyncDisposable
{
    /// <summary>The administrator's password.</summary>
    public const string Password = "correct horse battery staple";

    /// <summary>The administrator's name.</summary>
    public const string Administrator = "admin";

    // What kclient says when the machine, and not the command in it, is what failed.
    private const int VirtualMachineFailed = 125;

    private readonly ConcurrentQueue<string> lines = new();
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("dittofs-console-");
    private readonly bool isClosed;
    private readonly string pathBase;
    private Process process;

    private ConsoleServer(bool isClosed, string pathBase)
    {
        (this.isClosed, this.pathBase) = (isClosed, pathBase);
        process = Process.Start(MakeStart(data.FullName, isClosed, pathBase, httpPort: 0))!;
    }

    /// <summary>Where the console is.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The port of NFS and MOUNT.</summary>
    public int NfsPort { get; private set; }

    /// <summary>The port of SMB.</summary>
    public int SmbPort { get; private set; }

    private string StateFile => Path.Combine(data.FullName, "run", "server.json");

    /// <summary>Starts a server and waits until it is ready: with an administrator and a share, or closed, as a server starts that was told nothing.</summary>
    public static async Task<ConsoleServer> StartAsync(bool isClosed = false, string pathBase = "")
    {
        var server = new ConsoleServer(isClosed, pathBase);
        await server.WaitAsync();
        return server;
    }

    /// <summary>Ends the server and starts it again, at the same address and on the same data.</summary>
    public async Task RestartAsync()
    {
        await EndAsync();
        process = Process.Start(MakeStart(data.FullName, isClosed, pathBase, Address.Port))!;
        await WaitAsync();
    }

    /// <summary>The link that a closed server prints.</summary>
    public async Task<Uri> FindSetUpLinkAsync()
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (lines.SelectMany(line => line.Split(' ')).FirstOrDefault(word => word.Contains("/setup?token=", StringComparison.Ordinal)) is { } link)
            {
                return new Uri(link);
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException("The server printed no set-up link.");
    }

    /// <summary>Mounts a share with <paramref name="mountLine"/>, as the console shows it, in a virtual machine, and copies a tree of files into it.</summary>
    /// <remarks>To the server the machine is a client at 127.0.0.1.</remarks>
    public static async Task CopyTreeFromVirtualMachineAsync(string mountLine)
    {
        // The console names the host that the browser came to; from the machine the same server is elsewhere.
        var line = mountLine.Replace("sudo ", "", StringComparison.Ordinal).Replace("127.0.0.1:", "10.0.2.2:", StringComparison.Ordinal);
        var target = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1];
        var command = $"mkdir -p {target} && {line} && cp -r /usr/share/perl {target}/tree && diff -r /usr/share/perl {target}/tree && sleep 2 && umount {target}";
        var status = await RunMachineAsync(command);
        Assert.Equal(0, status == VirtualMachineFailed ? await RunMachineAsync(command) : status);
    }

    /// <summary>Runs a client program on this machine to its end.</summary>
    /// <returns>What it wrote to its standard output.</returns>
    public static async Task<string> RunClientAsync(string program, params string[] arguments)
    {
        using var client = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = client.StandardError.ReadToEndAsync();
        var output = await client.StandardOutput.ReadToEndAsync();
        await client.WaitForExitAsync();
        Assert.True(client.ExitCode == 0, $"{program}: {output}{await errors}");
        return output;
    }

    private static async Task<int> RunMachineAsync(string command)
    {
        using var machine = Process.Start(new ProcessStartInfo(Path.Combine(Root(), "e2e", "kernel-client", "kclient"), ["--timeout", "300", "--", command]))!;
        await machine.WaitForExitAsync();
        return machine.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        data.Delete(recursive: true);
    }

    private async Task EndAsync()
    {
        using var stop = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await stop.WaitForExitAsync();
        await process.WaitForExitAsync();
        process.Dispose();
        File.Delete(StateFile);
    }

    private async Task WaitAsync()
    {
        process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        _ = process.StandardError.ReadToEndAsync();
        for (var attempt = 0; !File.Exists(StateFile); attempt++)
        {
            Assert.False(process.HasExited || attempt > 600, "The server did not become ready.");
            await Task.Delay(100);
        }

        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(StateFile));
        var ports = document.RootElement.GetProperty("endpoints").EnumerateArray()
            .ToDictionary(endpoint => endpoint.GetProperty("protocol").GetString()!, endpoint => endpoint.GetProperty("port").GetInt32());
        Address = new Uri($"http://127.0.0.1:{ports["http"]}/");
        NfsPort = ports["nfs"];
        SmbPort = ports["smb"];
    }

    private static ProcessStartInfo MakeStart(string dataDirectory, bool isClosed, string pathBase, int httpPort)
    {
        string[] openly = isClosed ? [] : ["--quick-start", "--trust-root"];
        var start = new ProcessStartInfo("dotnet", [Program(), "start", .. openly, "--data-directory", dataDirectory, "--nfs-port", "0", "--smb-port", "0", "--http-port", $"{httpPort}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DITTOFS_Http__PathBase"] = pathBase;
        if (!isClosed)
        {
            start.Environment["DITTOFS_ADMIN_INITIAL_PASSWORD"] = Password;
        }

        return start;
    }

    private static string Program() =>
        Environment.GetEnvironmentVariable("E2E_DITTOFS_DLL") ?? Path.Combine(Root(), "DittoFs.Web", "bin", "Release", "net10.0", "DittoFs.Web.dll");

    private static string Root([CallerFilePath] string sourceFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(sourceFile)!, "..", ".."));
}
