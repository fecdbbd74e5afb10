using System.CommandLine;
using DittoFs.Client;
using DittoFs.Ctl.Output;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>setting</c>: settings of the server.</summary>
internal static class SettingCommands
{
    private static readonly View<SettingResponse> Setting = new(
        ClientJson.Default.SettingResponse,
        ClientJson.Default.IReadOnlyListSettingResponse,
        setting => setting.Key,
        [
            new("KEY", setting => CellText.Of(setting.Key)),
            new("VALUE", setting => CellText.Of(setting.Value)),
            new("DEFAULT", setting => CellText.Of(setting.Default)),
            new("SOURCE", setting => CellText.Of(setting.SourceFile ?? CellText.Word(setting.Source, ClientJson.Default.SettingSource))),
            new("RESTART", setting => CellText.Of(setting.NeedsRestart)),
        ],
        [new("ACCEPTS", setting => CellText.Of(setting.Accepts)), new("MEANING", setting => CellText.Of(setting.Description)), new("CHANGE", setting => CellText.Of(setting.HowToChange))]);

    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("setting", "Shows the settings of the server, and changes those that need no restart.")
    {
        List(shell), Set(shell),
    };

    private static Command List(Shell shell) => new CtlCommand(
        "list", "Lists all settings with their values, defaults and sources. Those of protocols are with 'adapter list'.", "setting list", "setting list -o yaml")
        .Does(shell, async (run, cancellationToken) => run.Output.WriteList(await run.Client.Settings.ListAsync(cancellationToken), Setting));

    private static Command Set(Shell shell)
    {
        var key = Symbols.Argument("KEY", "The setting.");
        var value = new Argument<string?>("VALUE") { Description = "The value; left out, the default comes back.", Arity = ArgumentArity.ZeroOrOne };
        return new CtlCommand("set", "Changes a setting of the control plane, at once. Others are read at the start; 'setting list -o yaml' tells where they are set.", "setting set server.name filer", "setting set server.name")
        {
            key, value,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var request = new UpdateSettingsRequest { Values = new Dictionary<string, string?> { [run.Get(key)] = run.Get(value) } };
            var changed = (await run.Client.Settings.UpdateAsync(request, cancellationToken))[0];
            run.Output.WriteChange(changed, Setting, $"{changed.Key} is '{changed.Value}'.");
        });
    }
}
