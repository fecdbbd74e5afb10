using System.Diagnostics;
using System.Text;

namespace DittoFs.E2E.Console;

/// <summary>A run of <c>smbclient</c> that stays connected after its commands, for as long as a test looks at it.</summary>
internal sealed class HeldClient : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;
    private readonly CancellationTokenSource letGo = new();
    private readonly Task typing;

    /// <summary>Begins the run, as an account with the password of <see cref="ConsoleServer.Password"/>.</summary>
    public HeldClient(ConsoleServer server, string share, string user, params string[] commands)
    {
        // It stays for as long as there may come another command.
        var start = new ProcessStartInfo("smbclient", Client.SmbArguments(server, share, user))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        process = Process.Start(start)!;
        (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        typing = TypeAsync(commands);
    }

    /// <summary>Lets the client go; all its commands must have succeeded.</summary>
    public async ValueTask DisposeAsync()
    {
        await letGo.CancelAsync();
        await typing;
        letGo.Dispose();
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        var (status, text) = (process.ExitCode, await output + await errors);
        process.Dispose();
        Assert.True(status == 0, $"smbclient: {text}");
    }

    // Each time that something comes the client carries out one line of what it has read, so what comes last needs company.
    private async Task TypeAsync(string[] commands)
    {
        try
        {
            foreach (var command in commands)
            {
                await process.StandardInput.WriteLineAsync(command);
            }

            while (!letGo.IsCancellationRequested)
            {
                await process.StandardInput.WriteLineAsync();
                await process.StandardInput.FlushAsync();
                await Task.Delay(200, letGo.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (IOException)
        {
            // It has left, and said why.
        }
    }
}
