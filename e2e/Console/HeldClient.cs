using System.Diagnostics;

namespace DittoFs.E2E.Console;

/// <summary>A run of <c>smbclient</c> that stays connected after its commands, for as long as a test looks at it.</summary>
internal sealed class HeldClient : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    /// <summary>Begins the run, as an account with the password of <see cref="ConsoleServer.Password"/>.</summary>
    public HeldClient(ConsoleServer server, string share, string user, string commands)
    {
        // The client's shell waits for the end of an input that stays open until the test lets go.
        var start = new ProcessStartInfo("smbclient", Client.SmbArguments(server, share, user, $"{commands}; !cat"))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        process = Process.Start(start)!;
        (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    /// <summary>Lets the client go; all its commands must have succeeded.</summary>
    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        var (status, text) = (process.ExitCode, await output + await errors);
        process.Dispose();
        Assert.True(status == 0, $"smbclient: {text}");
    }
}
