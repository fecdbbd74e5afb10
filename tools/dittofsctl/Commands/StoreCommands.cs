using System.CommandLine;
using System.CommandLine.Parsing;
using DittoFs.Client;
using DittoFs.Ctl.Running;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>store</c>: where shares keep what they hold.</summary>
internal static class StoreCommands
{
    private static readonly TimeSpan CollectionPollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("store", "Manages the stores that shares are put on: metadata stores for names and attributes, block stores for bytes.")
    {
        List(shell), Get(shell), CreateStore(shell), StoreUpdateCommand.Create(shell), Check(shell), Test(shell), Collect(shell), Delete(shell),
    };

    /// <summary>The option that says what a store keeps.</summary>
    public static Option<StoreUse?> Use(string description, bool required) => Symbols.Word("--use", description, ClientJson.Default.StoreUse, required);

    private static Command List(Shell shell)
    {
        var use = Use("Only stores of this use.", required: false);
        return new CtlCommand("list", "Lists stores with the shares on them.", "store list", "store list --use block") { use }.Does(shell, async (run, cancellationToken) =>
            run.Output.WriteList(await run.Client.Stores.ListAsync(run.Get(use), cancellationToken), ServerViews.Store));
    }

    /// <summary>The option that says which of the stores of a name is meant.</summary>
    public static Option<StoreUse?> UseOfOne() => Use("What it keeps: stores of different uses may have the same name.", required: true);

    /// <summary>The option with the settings of a kind.</summary>
    public static Option<KeyValuePair<string, string>[]> Pairs(string description) => new("--option")
    {
        Description = description,
        HelpName = "KEY=VALUE",
        CustomParser = ParsePairs,
    };

    private static Command Get(Shell shell)
    {
        var name = Symbols.Argument("NAME", "The store.");
        var use = UseOfOne();
        return new CtlCommand("get", "Shows a store with the shares on it. Secrets are never shown.", "store get local --use block") { name, use }.Does(shell, async (run, cancellationToken) =>
            run.Output.WriteItem(await run.Client.Stores.GetAsync(run.Get(use)!.Value, run.Get(name), cancellationToken), ServerViews.Store));
    }

    private static Command CreateStore(Shell shell)
    {
        var name = Symbols.Argument("NAME", "Its name: 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit.");
        var use = Use("What it keeps.", required: true);
        var kind = Symbols.Word("--kind", "Its technology: memory, rocksdb, postgres or custom for metadata, memory, filesystem, s3 or custom for blocks.", ClientJson.Default.StoreKind, required: true);
        var options = Pairs(
            "A setting of its kind. filesystem takes path, an absolute path on the server; s3 takes bucket, endpoint, region, prefix, pathStyle and accessKey; "
            + "custom takes type, the name of a type that was added to the server, and what that type takes.");
        var secretKeyFile = Symbols.PasswordFile("--secret-key-file", "Reads the secret key that belongs to accessKey from this file; - is standard input. It is asked for when left out.");
        var connectionFile = Symbols.PasswordFile("--connection-string-file", "Reads the connection string of a postgres store from this file; - is standard input. It is asked for when left out.");
        return new CtlCommand(
            "create",
            "Makes a store. Nothing is touched on disk before a share is put on it.",
            "store create big-disk --use block --kind filesystem --option path=/srv/blocks",
            "store create cloud --use block --kind s3 --option bucket=nas --option region=eu-central-1 --option accessKey=AKIA… --secret-key-file /run/secrets/s3",
            "store create names --use metadata --kind postgres --connection-string-file /run/secrets/postgres",
            "store create archive --use block --kind custom --option type=DittoFs.SampleStore.ArchiveBlockStoreType --option path=/srv/archive")
        {
            name, use, kind, options, secretKeyFile, connectionFile,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var request = new CreateStoreRequest
            {
                Name = run.Get(name),
                Use = run.Get(use),
                Kind = run.Get(kind),
                Options = ReadOptions(run, run.Get(kind), run.Get(options) ?? [], run.Get(secretKeyFile), run.Get(connectionFile)),
            };
            var store = await run.Client.Stores.CreateAsync(request, cancellationToken);
            run.Output.WriteChange(store, ServerViews.Store, $"Made the store {store.Name}.");
        });
    }

    private static Command Collect(Shell shell)
    {
        var name = Symbols.Argument("NAME", "The block store.");
        var dryRun = new Option<bool>("--dry-run") { Description = "Only tell what would be deleted." };
        return new CtlCommand(
            "collect",
            "Deletes the blocks of a block store that no file needs any more, and waits for that. The server does it by itself every hour. "
                + "A block goes when it was found dead an hour ago or more and is so still; the server's settings Collection:Interval and Collection:Grace say how long.",
            "store collect local --dry-run",
            "store collect cloud")
        {
            name, dryRun,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var collection = await run.Client.Stores.CollectAsync(run.Get(name), run.Get(dryRun), cancellationToken);
            while (collection.State == CollectionState.Running)
            {
                await Task.Delay(CollectionPollInterval, cancellationToken);
                collection = await run.Client.Stores.GetCollectionAsync(run.Get(name), cancellationToken);
            }

            run.Output.WriteItem(collection, ServerViews.Collection);
            if (collection.State == CollectionState.Failed)
            {
                throw new CtlException($"The collection of {collection.Store} failed: {collection.Reason}", ExitCode.Refused);
            }
        });
    }

    private static Command Check(Shell shell)
    {
        var name = Symbols.Argument("NAME", "The store.");
        var use = UseOfOne();
        return new CtlCommand("check", "Tries out a store: at an S3 service, an object is written, read and removed; at a PostgreSQL database, it is seen whether the tables are there or can be made.", "store check cloud --use block")
        {
            name, use,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var check = await run.Client.Stores.CheckAsync(run.Get(use)!.Value, run.Get(name), cancellationToken);
            run.Output.WriteChange(check, ClientJson.Default.StoreCheckResponse, $"{run.Get(name)}: {check.Detail}");
            if (!check.Healthy)
            {
                throw new CtlException($"The store {run.Get(name)} can't be used.", ExitCode.Refused);
            }
        });
    }

    private static Command Test(Shell shell)
    {
        var name = Symbols.Argument("NAME", "The store.");
        var use = UseOfOne();
        return new CtlCommand(
            "test",
            "Measures a store: how long small writes and reads take, and the rates of some megabytes, which are removed again.",
            "store test cloud --use block",
            "store test embedded --use metadata --output json")
        {
            name, use,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var test = await run.Client.Stores.TestAsync(run.Get(use)!.Value, run.Get(name), cancellationToken);
            run.Output.WriteItem(test, StoreTestView.Item);
            if (!test.Healthy)
            {
                throw new CtlException($"The store {run.Get(name)} can't be used: {test.Detail}", ExitCode.Refused);
            }
        });
    }

    /// <summary>The settings with the secret ones, which are never on the command line.</summary>
    private static Dictionary<string, string>? ReadOptions(Run run, StoreKind? kind, KeyValuePair<string, string>[] pairs, string? secretKeyFile, string? connectionFile)
    {
        var options = pairs.ToDictionary();
        if (kind == StoreKind.Postgres)
        {
            options["connectionString"] = new PasswordInput(run.Machine.Terminal).Read("Connection string: ", connectionFile);
        }

        if (kind != StoreKind.Custom && options.TryGetValue("accessKey", out var accessKey))
        {
            options["secretKey"] = new PasswordInput(run.Machine.Terminal).Read($"Secret key of {accessKey}: ", secretKeyFile);
        }

        return options.Count > 0 ? options : null;
    }

    private static Command Delete(Shell shell)
    {
        var name = Symbols.Argument("NAME", "The store.");
        var use = UseOfOne();
        return new CtlCommand("delete", "Forgets a store. Only while no share is on it; what lies on its disk stays.", "store delete big-disk --use block --yes")
        {
            name, use, shell.Options.Yes,
        }.Does(shell, async (run, cancellationToken) =>
        {
            run.Confirm($"Delete the store {run.Get(name)}?");
            await run.Client.Stores.DeleteAsync(run.Get(use)!.Value, run.Get(name), cancellationToken);
            run.Output.Say($"Deleted the store {run.Get(name)}.");
        });
    }

    private static KeyValuePair<string, string>[] ParsePairs(ArgumentResult result)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            var parts = text.Split('=', 2);
            if (parts.Length < 2 || parts[0].Length == 0 || !pairs.TryAdd(parts[0], parts[1]))
            {
                result.AddError($"--option {text}: must be KEY=VALUE, each key once.");
                return [];
            }
        }

        return [.. pairs];
    }
}
