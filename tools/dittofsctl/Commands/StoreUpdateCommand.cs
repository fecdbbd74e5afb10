using System.CommandLine;
using DittoFs.Ctl.Running;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>store update</c>: another name, or other settings.</summary>
internal static class StoreUpdateCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Shell shell)
    {
        var store = Symbols.Argument("NAME", "The store.");
        var use = StoreCommands.UseOfOne();
        var name = Symbols.Text("--name", "NAME", "A new name. Shares on it keep it.");
        var options = StoreCommands.Pairs("A setting of its kind, as 'store create' takes it. All together replace what there is, and only while no share is on the store.");
        var secretKeyFile = Symbols.PasswordFile("--secret-key-file", "Reads the secret key that belongs to accessKey from this file; - is standard input. It is asked for when left out.");
        var connectionFile = Symbols.PasswordFile("--connection-string-file", "Reads a new connection string of a postgres store from this file; - is standard input.");
        return new CtlCommand(
            "update",
            "Changes a store. What is left out stays as it is.",
            "store update big-disk --use block --name old-disk",
            "store update big-disk --use block --option path=/srv/other")
        {
            store, use, name, options, secretKeyFile, connectionFile,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var request = new UpdateStoreRequest
            {
                Name = run.Get(name),
                Options = ReadOptions(run, run.Get(options) ?? [], run.Get(secretKeyFile), run.Get(connectionFile)),
            };
            var changed = await run.Client.Stores.UpdateAsync(run.Get(use)!.Value, run.Get(store), request, cancellationToken);
            run.Output.WriteChange(changed, ServerViews.Store, $"Changed the store {changed.Name}.");
        });
    }

    /// <summary>The new settings with the secret ones, which are never on the command line; null when none is given.</summary>
    private static Dictionary<string, string>? ReadOptions(Run run, KeyValuePair<string, string>[] pairs, string? secretKeyFile, string? connectionFile)
    {
        var options = pairs.ToDictionary();
        var secrets = new PasswordInput(run.Machine.Terminal);
        if (connectionFile is not null)
        {
            options["connectionString"] = secrets.Read("Connection string: ", connectionFile);
        }

        // A type of others has options of its own, and all of them are shown.
        if (!options.ContainsKey("type") && options.TryGetValue("accessKey", out var accessKey))
        {
            options["secretKey"] = secrets.Read($"Secret key of {accessKey}: ", secretKeyFile);
        }

        return options.Count > 0 ? options : null;
    }
}
