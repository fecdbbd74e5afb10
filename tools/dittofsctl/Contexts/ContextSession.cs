using DittoFs.Client.Session;
using DittoFs.Ctl.Running;

namespace DittoFs.Ctl.Contexts;

/// <summary>The session of a context. Commands that run at a time share it through the file.</summary>
internal sealed class ContextSession(ContextFile file, ServerContext context) : ISessionStore
{
    private volatile SessionTokens? _current = context.Tokens;

    /// <inheritdoc/>
    public SessionTokens? Current => _current;

    /// <inheritdoc/>
    public async Task<SessionTokens> RenewAsync(
        SessionTokens stale, Func<SessionTokens, CancellationToken, Task<SessionTokens>> refresh, CancellationToken cancellationToken)
    {
        SessionTokens? renewed = null;
        await file.ChangeAsync(
            async document =>
            {
                var present = document.Find(context.Name) ?? throw new CtlException(
                    $"The context '{context.Name}' is gone. Run 'dittofsctl login' again.", ExitCode.Configuration);
                renewed = present.Tokens is { } tokens && tokens != stale ? tokens : await refresh(stale, cancellationToken);
                return document.With(present with { Tokens = renewed });
            },
            cancellationToken);
        return _current = renewed!;
    }
}
