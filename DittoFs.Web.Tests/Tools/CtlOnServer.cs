using System.Text.Json;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Tools;

/// <summary>A server, and dittofsctl signed in to it as the administrator.</summary>
internal sealed class CtlOnServer : IAsyncDisposable
{
    private readonly CtlSession ctl;

    private CtlOnServer(DittoFsApplication server, Func<HttpMessageHandler> createHandler) => (Server, ctl) = (server, new CtlSession(createHandler));

    /// <summary>The server.</summary>
    public DittoFsApplication Server { get; }

    /// <summary>The command line.</summary>
    public CtlSession Ctl => ctl;

    /// <summary>Starts both.</summary>
    /// <param name="createHandler">Makes what carries HTTP calls; sockets when left out.</param>
    public static async Task<CtlOnServer> StartAsync(Func<HttpMessageHandler>? createHandler = null)
    {
        var started = new CtlOnServer(await DittoFsApplication.StartAsync(), createHandler ?? (() => new SocketsHttpHandler()));
        // Years ahead, so that the clock never seems to go back: each call renews the token.
        started.ctl.Clock.SetUtcNow(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(365 * 10));
        started.ctl.Input = DittoFsApplication.AdministratorPassword + "\n";
        await started.DoAsync($"login {started.Server.UriOf("/")} --user admin");
        return started;
    }

    /// <summary>Runs a command that must succeed.</summary>
    public async Task<CtlResult> DoAsync(string line)
    {
        var result = await ctl.RunLineAsync(line);
        Assert.True(result.ExitCode == 0, $"{line}: {result}");
        return result;
    }

    /// <summary>Runs a command and reads its output.</summary>
    public async Task<JsonElement> JsonAsync(string line)
    {
        using var document = JsonDocument.Parse((await DoAsync($"{line} -o json")).Output);
        return document.RootElement.Clone();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        ctl.Dispose();
        await Server.DisposeAsync();
    }
}
