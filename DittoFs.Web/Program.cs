using DittoFs.Web.Hosting.Cli;
using DittoFs.Web.Hosting.Cli.Running;

// Read once, when the first socket is made: a receive that completes is then handled on the thread that saw it (docs/architecture.md).
const string inlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
if (Environment.GetEnvironmentVariable(inlineCompletions) is null)
{
    Environment.SetEnvironmentVariable(inlineCompletions, "1");
}

// Before anything is written: the console keeps what its outputs were at their first use.
using var daemon = DaemonProcess.DetachIfAsked(args);
return await ServerCommands.RunAsync(args, daemon);
