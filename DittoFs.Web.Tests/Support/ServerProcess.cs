using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.Lifecycle;

namespace DittoFs.Web.Tests.Support;

/// <summary>The program itself in a process of its own: for exit statuses, signals, and kills.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private ServerProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts the program with <paramref name="arguments"/> and, in its environment, <paramref name="variables"/>.</summary>
    public static ServerProcess Start(IEnumerable<string> arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(DittoFsHost).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new ServerProcess(Process.Start(start)!);
    }

    /// <summary>Starts a server on <paramref name="dataDirectory"/> and free ports, and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartServerAsync(string dataDirectory, params string[] arguments)
    {
        var server = Start(["start", "--data-directory", dataDirectory, "--nfs-port", "0", "--smb-port", "0", "--http-port", "0", .. arguments]);
        try
        {
            await server.WaitUntilReadyAsync(dataDirectory);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What <c>run/server.json</c> says, or null while it does not exist.</summary>
    public static ServerFileDocument? ReadServerFile(string dataDirectory) => File.Exists(ServerFile.PathIn(dataDirectory))
        ? JsonSerializer.Deserialize(File.ReadAllBytes(ServerFile.PathIn(dataDirectory)), ServerFileJson.Default.ServerFileDocument)
        : null;

    /// <summary>Sends SIGTERM.</summary>
    public void Stop() => _ = SendSignal(_process.Id, Terminate);

    /// <summary>Kills the process, as a power cut would, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits for the end: the exit status, standard output and standard error.</summary>
    public async Task<(int Status, string Output, string Errors)> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, await _output, await _errors);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(string dataDirectory)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (ReadServerFile(dataDirectory)?.Pid != _process.Id)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"The server ended with status {_process.ExitCode}: {await _errors}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
