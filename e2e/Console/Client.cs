using System.Diagnostics;
using System.Text;

namespace DittoFs.E2E.Console;

/// <summary>Clients of this machine's own: <c>smbclient</c> and the tools of libnfs.</summary>
internal static class Client
{
    /// <summary>Begins a run of <c>smbclient</c> on a share, as an account with the password of <see cref="ConsoleServer.Password"/>.</summary>
    public static Task<(int Status, string Text)> SmbAsync(ConsoleServer server, string share, string user, string commands) =>
        RunAsync("smbclient", [.. SmbArguments(server, share, user), "-c", commands]);

    /// <summary>What makes <c>smbclient</c> connect to a share.</summary>
    public static string[] SmbArguments(ConsoleServer server, string share, string user) =>
        [$"//127.0.0.1/{share}", "-p", $"{server.SmbPort}", "-U", $"{user}%{ConsoleServer.Password}", "-m", "SMB3"];

    /// <summary>Reads a file over NFS, as a uid.</summary>
    public static Task<(int Status, string Text)> NfsReadAsync(ConsoleServer server, string path, uint uid) =>
        RunAsync("nfs-cat", [$"nfs://127.0.0.1/{path}?nfsport={server.NfsPort}&mountport={server.NfsPort}&uid={uid}&gid={uid}"]);

    private static async Task<(int Status, string Text)> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
