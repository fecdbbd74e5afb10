using System.CommandLine;
using DittoFs.Client.Session;
using DittoFs.Ctl.Contexts;
using DittoFs.Ctl.Running;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary>Signing in and out, and what an account does about itself.</summary>
internal static class SessionCommands
{
    /// <summary><c>login</c>.</summary>
    public static Command Login(Shell shell)
    {
        var server = new Argument<string?>("SERVER")
        {
            Description = "The server's address, such as http://127.0.0.1:8080. The address of the context when left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var user = Symbols.Text("--user", "NAME", "The account. Asked for when left out; the account of the context after the first time.");
        var passwordFile = Symbols.PasswordFile();
        var keyFile = Symbols.Text("--api-key-file", "FILE", "Uses the API key in this file instead of a password; - is standard input.");
        var trust = new TrustOptions();
        return new CtlCommand(
            "login",
            "Signs in to a server and makes it the current context. The context is called as --context says, else after the server's host and port. "
            + "It keeps by what the server's certificate is known: the authorities that this machine trusts, --ca, or --fingerprint. A server whose certificate is not to be trusted gets nothing. "
            + "The password is asked for without showing it; when standard input is no terminal, its first line is the password.",
            "login http://127.0.0.1:8080 --user admin",
            "login https://files.example.org --user admin --password-file /run/secrets/dittofs --context work",
            "login http://127.0.0.1:8080 --api-key-file /run/secrets/key --context robot",
            "login https://nas:8080 --user admin --fingerprint 1F:86:…:C4")
        {
            server, user, passwordFile, keyFile, trust.Authority, trust.Fingerprint,
        }.Does(shell, (run, cancellationToken) => run.Get(keyFile) is { } file
            ? UseKeyAsync(run, Target(run, run.Get(server), trust), file, cancellationToken)
            : LoginAsync(run, Target(run, run.Get(server), trust), run.Get(user), run.Get(passwordFile), cancellationToken));
    }

    /// <summary><c>logout</c>.</summary>
    public static Command Logout(Shell shell) => new CtlCommand(
        "logout", "Ends the session. The context stays, so that the next login needs no address.", "logout").Does(shell, LogoutAsync);

    /// <summary><c>whoami</c>.</summary>
    public static Command WhoAmI(Shell shell) => new CtlCommand("whoami", "Shows the account that is signed in.", "whoami", "whoami -q")
        .Does(shell, async (run, cancellationToken) => run.Output.WriteItem(await run.Client.Auth.GetMeAsync(cancellationToken), AccountViews.User));

    /// <summary><c>passwd</c>.</summary>
    public static Command Password(Shell shell)
    {
        var current = Symbols.PasswordFile("--password-file", "Reads the present password from this file; - is standard input.");
        var wanted = Symbols.PasswordFile("--new-password-file", "Reads the new password from this file; - is standard input.");
        return new CtlCommand(
            "passwd",
            "Changes your own password. All sessions of the account end, and this one starts again with the new password. From a script, the first line "
            + "of standard input is the present password and the second the new one.",
            "passwd",
            "passwd --password-file old --new-password-file new")
        {
            current, wanted,
        }.Does(shell, (run, cancellationToken) => ChangePasswordAsync(run, run.Get(current), run.Get(wanted), cancellationToken));
    }

    // The context to sign in to, as it is known or new; without a user when it is new.
    private static ServerContext Target(Run run, string? server, TrustOptions trust)
    {
        if (server is null)
        {
            return trust.Apply(run, run.ChooseContext());
        }

        var address = ParseServer(server);
        var name = run.ContextName ?? address.Authority;
        var present = run.Contexts.Read().Find(name);
        var keeps = present?.Server == address;
        return trust.Apply(run, new ServerContext(name, address, "", null, Authority: keeps ? present!.Authority : null, Fingerprint: keeps ? present!.Fingerprint : null));
    }

    private static async Task LoginAsync(Run run, ServerContext target, string? user, string? passwordFile, CancellationToken cancellationToken)
    {
        var (address, name) = (target.Server, target.Name);
        WarnOfClearText(run, address);
        var userName = user ?? (target.User.Length > 0 ? target.User : AskUser(run.Machine.Terminal));
        var password = new PasswordInput(run.Machine.Terminal).Read($"Password of {userName}: ", passwordFile);
        var response = await SignInAsync(run, target with { User = userName }, password, cancellationToken);
        run.Output.Say($"Signed in to {address.OriginalString} as {userName}. The context is '{name}'.");
        if (response.MustChangePassword)
        {
            run.Output.Say("The account must choose a new password before it can do anything else: run 'dittofsctl passwd'.");
        }
    }

    private static async Task UseKeyAsync(Run run, ServerContext target, string keyFile, CancellationToken cancellationToken)
    {
        var (address, name) = (target.Server, target.Name);
        WarnOfClearText(run, address);
        var key = new PasswordInput(run.Machine.Terminal).Read("API key: ", keyFile).Trim();
        using var client = run.Connect(target, new KeySession(key));
        var account = await client.Auth.GetMeAsync(cancellationToken);
        var context = target with { User = account.UserName, Tokens = null, ApiKey = key };
        await run.Contexts.ChangeAsync(document => document.With(context) with { Current = name }, cancellationToken);
        run.Output.Say($"The context '{name}' uses the key on {address.OriginalString} as {account.UserName}.");
    }

    private static async Task LogoutAsync(Run run, CancellationToken cancellationToken)
    {
        var context = run.ChooseContext();
        if (context.ApiKey is not null)
        {
            await run.Contexts.ChangeAsync(document => document.With(context with { ApiKey = null }), cancellationToken);
        }

        if (context.Tokens is { } tokens)
        {
            // Forgotten first: whatever the server says, this machine can't use them any more.
            await run.Contexts.ChangeAsync(document => document.With(context with { Tokens = null }), cancellationToken);
            using var client = run.Connect(context, new MemorySessionStore());
            await client.Auth.LogoutAsync(tokens.RefreshToken, cancellationToken);
        }

        run.Output.Say($"Signed out of {context.Server.OriginalString}.");
    }

    private static async Task ChangePasswordAsync(Run run, string? currentFile, string? newFile, CancellationToken cancellationToken)
    {
        var context = run.ChooseContext();
        var passwords = new PasswordInput(run.Machine.Terminal);
        var current = passwords.Read("Present password: ", currentFile);
        var wanted = passwords.ReadNew("New password: ", newFile);
        await run.Client.Auth.ChangePasswordAsync(new ChangePasswordRequest { CurrentPassword = current, NewPassword = wanted }, cancellationToken);
        await SignInAsync(run, context, wanted, cancellationToken);
        run.Output.Say("The password is changed, and all other sessions of the account have ended.");
    }

    private static async Task<TokenResponse> SignInAsync(Run run, ServerContext context, string password, CancellationToken cancellationToken)
    {
        using var client = run.Connect(context, new MemorySessionStore());
        var response = await client.Auth.LoginAsync(new LoginRequest { UserName = context.User, Password = password }, cancellationToken);
        var signedIn = context with { Tokens = SessionTokens.From(response), ApiKey = null };
        await run.Contexts.ChangeAsync(document => document.With(signedIn) with { Current = signedIn.Name }, cancellationToken);
        return response;
    }

    private static Uri ParseServer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
            ? address
            : throw new CtlException($"'{text}' is no address of a server. Write one such as http://127.0.0.1:8080.", ExitCode.Usage);

    private static void WarnOfClearText(Run run, Uri address)
    {
        if (address.Scheme == "http" && !address.IsLoopback)
        {
            run.Machine.Terminal.Error.WriteLine("dittofsctl: this address is not encrypted. Whoever can listen to the network learns the password.");
        }
    }

    private static string AskUser(Terminal terminal)
    {
        if (!terminal.CanAsk)
        {
            throw new CtlException("Say who signs in with --user.", ExitCode.Usage);
        }

        terminal.Error.Write("User: ");
        return terminal.Input.ReadLine() is { Length: > 0 } name ? name.Trim() : throw new CtlException("Nothing was done.", ExitCode.Refused);
    }
}
