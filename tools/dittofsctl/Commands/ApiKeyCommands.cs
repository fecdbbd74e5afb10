using System.CommandLine;
using DittoFs.Client;
using DittoFs.Ctl.Output;
using DittoFs.Ctl.Running;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>api-key</c>: keys for programs.</summary>
internal static class ApiKeyCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("api-key", "Manages keys for programs. Each stands for the account that made it, with less rights if wanted.")
    {
        List(shell), Make(shell), Revoke(shell),
    };

    private static Command List(Shell shell)
    {
        var all = Symbols.Switch("--all", "The keys of all accounts; for administrators.");
        return new CtlCommand("list", "Lists your keys, with when and from where each was used last.", "api-key list", "api-key list --all") { all }.Does(shell, async (run, cancellationToken) =>
            run.Output.WriteList(await run.Client.ApiKeys.ListAsync(run.Get(all), cancellationToken), AccessViews.ApiKey));
    }

    private static Command Make(Shell shell)
    {
        var name = Symbols.Argument("NAME", "What it is called.");
        var role = Symbols.Word("--role", "The most that it may do; your role when left out.", ClientJson.Default.AccountRole);
        var readOnly = Symbols.Switch("--read-only", "It changes nothing.");
        var scopes = Symbols.Texts("--scope", "RESOURCE", "A resource that it is for, such as shares or users; all when left out. May be given several times.");
        var days = Symbols.Number<int>("--expires-in", "DAYS", "Days until it ends; never when left out.");
        return new CtlCommand(
            "create",
            "Makes a key of your account and prints it. It is told this once: put it where the program finds it. A key can't make keys or change passwords.",
            "api-key create backup --role operator --read-only --expires-in 90",
            "api-key create provisioning --scope shares --scope users > key && chmod 600 key")
        {
            name, role, readOnly, scopes, days,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var request = new CreateApiKeyRequest
            {
                Name = run.Get(name),
                Role = run.Get(role),
                ReadOnly = run.Get(readOnly),
                Scopes = run.Get(scopes) ?? [],
                ExpiresAt = run.Get(days) is { } count ? run.Machine.Clock.GetUtcNow().AddDays(count) : null,
            };
            var made = await run.Client.ApiKeys.CreateAsync(request, cancellationToken);
            run.Output.WriteRows(made, ClientJson.Default.CreatedApiKeyResponse, [made], [new("KEY", row => row.Key)], row => row.Key);
            run.Output.Say($"The key {made.Info.Name} is made. It is not shown again.");
        });
    }

    private static Command Revoke(Shell shell)
    {
        var key = Symbols.Argument("KEY", "The key's name, its prefix or its id.");
        return new CtlCommand("revoke", "Ends a key at once.", "api-key revoke backup --yes") { key, shell.Options.Yes }.Does(shell, async (run, cancellationToken) =>
        {
            var wanted = run.Get(key);
            var own = await run.Client.ApiKeys.ListAsync(all: false, cancellationToken);
            var found = Choose(own, wanted) ?? Choose(await run.Client.ApiKeys.ListAsync(all: true, cancellationToken), wanted)
                ?? throw new CtlException($"There is no API key '{wanted}'. 'dittofsctl api-key list' shows yours.", ExitCode.NotFound);
            run.Confirm($"Revoke the key {found.Name} of {found.User}? Programs that use it are refused at once.");
            await run.Client.ApiKeys.RevokeAsync(found.Id, cancellationToken);
            run.Output.Say($"The key {CellText.Of(found.Name)} of {found.User} is revoked.");
        });
    }

    private static ApiKeyResponse? Choose(IReadOnlyList<ApiKeyResponse> keys, string wanted)
    {
        var fitting = keys.Where(key => key.Id.ToString() == wanted || key.Prefix == wanted || key.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)).ToList();
        return fitting.Count > 1 ? throw new CtlException($"Several accounts have a key '{wanted}'. Say which by its prefix.", ExitCode.Refused) : fitting.FirstOrDefault();
    }
}
