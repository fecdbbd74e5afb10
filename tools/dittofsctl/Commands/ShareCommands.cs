using System.CommandLine;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>share</c>: shares.</summary>
internal static class ShareCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("share", "Manages shares, and who may use them from where.")
    {
        List(shell), Get(shell), CreateShare(shell), Update(shell), Delete(shell), Enable(shell), Disable(shell), Drain(shell), ShareRecoveryCommands.Dump(shell), ShareRecoveryCommands.Attach(shell),
        Deleted(shell), Restore(shell), Purge(shell), ShareQuotaCommands.Usage(shell), ShareQuotaCommands.Recount(shell), ShareQuotaCommands.Create(shell),
        SharePermissionCommands.Create(shell), RefusalCommands.Access(shell), ClientRuleCommands.Create(shell), ShareMountCommands.Mount(shell), ShareMountCommands.Unmount(shell),
    };

    /// <summary>The argument that names a share.</summary>
    public static Argument<string> Share() => Symbols.Argument("SHARE", "The share.");

    private static Command List(Shell shell)
    {
        var search = Symbols.Text("--search", "TEXT", "Only shares whose name contains this.");
        var sort = Symbols.Text("--sort", "WORD", "The order: name, createdAt, durability, metadataStore or blockStore; with '-' before it, as in --sort=-name, the other way around.");
        return new CtlCommand("list", "Lists shares with their state.", "share list") { search, sort }.Does(shell, async (run, cancellationToken) =>
            run.Output.WriteList(await run.Client.Shares.ListAsync(run.Get(search), cancellationToken, run.Get(sort)), ShareViews.Share));
    }

    private static Command Get(Shell shell)
    {
        var share = Share();
        return new CtlCommand("get", "Shows a share with all settings.", "share get projects", "share get projects -o json") { share }
            .Does(shell, async (run, cancellationToken) =>
                run.Output.WriteItem(await run.Client.Shares.GetAsync(run.Get(share), cancellationToken), ShareViews.Share));
    }

    private static Command CreateShare(Shell shell)
    {
        var name = Symbols.Argument("NAME", "Its name, /NAME over NFS: 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit.");
        var fixedOptions = new ShareFixedOptions();
        var options = new ShareOptions("no limit when left out");
        var command = new CtlCommand(
            "create",
            "Makes a share. Nobody may use it before a permission or --default-permission says so, and only from the server's own machine unless --client names others.",
            "share create projects --root-gid 5001 --root-mode 2770 --client 192.168.1.0/24",
            "share create pub --default-permission read --client 10.0.0.0/8:ro --block-store big-disk")
        {
            name,
        };
        fixedOptions.AddTo(command);
        options.AddTo(command);
        return command.Does(shell, async (run, cancellationToken) =>
        {
            var request = options.Complete(fixedOptions.Complete(new CreateShareRequest { Name = run.Get(name) }, run), run);
            var share = await run.Client.Shares.CreateAsync(request, cancellationToken);
            run.Output.WriteChange(share, ShareViews.Share, $"Made the share {share.Name}. {Describe(share)}");
        });
    }

    private static Command Update(Shell shell)
    {
        var share = Share();
        var name = Symbols.Text("--name", "NAME", "A new name. Clients that have it mounted keep it.");
        var options = new ShareOptions("0 for no limit");
        var command = new CtlCommand(
            "update",
            "Changes a share. What is left out stays as it is; the change holds for the next call of every client, without a new mount.",
            "share update projects --read-only",
            "share update projects --read-only false --quota-bytes 1099511627776")
        {
            share, name,
        };
        options.AddTo(command);
        return command.Does(shell, async (run, cancellationToken) =>
        {
            var changed = await run.Client.Shares.UpdateAsync(run.Get(share), options.ToUpdate(run) with { Name = run.Get(name) }, cancellationToken);
            run.Output.WriteChange(changed, ShareViews.Share, $"Changed the share {changed.Name}. {Describe(changed)}");
        });
    }

    private static Command Delete(Shell shell)
    {
        var share = Share();
        return new CtlCommand(
            "delete",
            "Stops a share and gives its name up. It is kept for 7 days, or as long as the server's setting Collection:DeletedShareRetention says: until then 'share restore' brings it "
                + "back with files, settings and permissions.",
            "share delete projects --yes")
        {
            share, shell.Options.Yes,
        }.Does(shell, async (run, cancellationToken) =>
        {
            run.Confirm($"Delete the share {run.Get(share)}? Clients lose it at once.");
            await run.Client.Shares.DeleteAsync(run.Get(share), cancellationToken);
            run.Output.Say($"Deleted the share {run.Get(share)}.");
        });
    }

    private static Command Enable(Shell shell)
    {
        var share = Share();
        return new CtlCommand("enable", "Starts a share.", "share enable projects") { share }.Does(shell, async (run, cancellationToken) =>
        {
            var changed = await run.Client.Shares.SetEnabledAsync(run.Get(share), enabled: true, cancellationToken);
            run.Output.WriteChange(changed, ShareViews.Share, Describe(changed));
        });
    }

    private static Command Disable(Shell shell)
    {
        var share = Share();
        return new CtlCommand("disable", "Stops a share. Calls that run end first; then clients get errors until it is enabled again.", "share disable projects --yes")
        {
            share, shell.Options.Yes,
        }.Does(shell, async (run, cancellationToken) =>
        {
            run.Confirm($"Disable the share {run.Get(share)}? Its clients get errors.");
            var changed = await run.Client.Shares.SetEnabledAsync(run.Get(share), enabled: false, cancellationToken);
            run.Output.WriteChange(changed, ShareViews.Share, Describe(changed));
        });
    }

    private static Command Drain(Shell shell)
    {
        var share = Share();
        return new CtlCommand("drain", "Brings everything that a share has written up to now into its block store, and waits for that. Clients go on meanwhile.", "share drain projects")
        {
            share,
        }.Does(shell, async (run, cancellationToken) =>
        {
            await run.Client.Shares.DrainAsync(run.Get(share), cancellationToken);
            run.Output.Say($"Everything that {run.Get(share)} had written is in its block store.");
        });
    }

    private static Command Deleted(Shell shell) => new CtlCommand("deleted", "Lists deleted shares that are kept.", "share deleted").Does(shell, async (run, cancellationToken) =>
        run.Output.WriteList(await run.Client.Shares.ListDeletedAsync(cancellationToken), ShareViews.Deleted));

    private static Command Restore(Shell shell)
    {
        var id = DeletedShare();
        var name = Symbols.Text("--name", "NAME", "The name that it gets; left out, the one that it had.");
        return new CtlCommand(
            "restore",
            "Brings a deleted share back, with its files, settings and permissions. Clients that had it mounted go on.",
            "share restore 5e3f0f6e-5a3b-4c8f-9d0e-0d1a2b3c4d5e",
            "share restore 5e3f0f6e-5a3b-4c8f-9d0e-0d1a2b3c4d5e --name projects-old")
        {
            id, name,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var share = await run.Client.Shares.RestoreAsync(run.Get(id), new RestoreShareRequest { Name = run.Get(name) }, cancellationToken);
            run.Output.WriteChange(share, ShareViews.Share, $"The share {share.Name} is back. {Describe(share)}");
        });
    }

    private static Command Purge(Shell shell)
    {
        var id = DeletedShare();
        return new CtlCommand("purge", "Removes the files of a deleted share now. Nobody can bring it back afterwards.", "share purge 5e3f0f6e-5a3b-4c8f-9d0e-0d1a2b3c4d5e --yes")
        {
            id, shell.Options.Yes,
        }.Does(shell, async (run, cancellationToken) =>
        {
            run.Confirm($"Remove all files of the deleted share {run.Get(id)} for good?");
            await run.Client.Shares.PurgeAsync(run.Get(id), cancellationToken);
            run.Output.Say("Its files are gone.");
        });
    }

    private static Argument<Guid> DeletedShare() => new("ID") { Description = "The share's id, which 'share deleted' shows." };

    private static string Describe(ShareResponse share) => share.Status.State switch
    {
        RunState.Running => $"{share.Name} runs.",
        RunState.Stopped => $"{share.Name} is stopped.",
        RunState.Changing => $"{share.Name} is being changed.",
        RunState.Failed => $"{share.Name} DOES NOT RUN: {share.Status.Reason}",
    };
}
