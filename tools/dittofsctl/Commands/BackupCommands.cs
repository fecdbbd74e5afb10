using System.CommandLine;
using DittoFs.Client;
using DittoFs.Ctl.Running;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>backup</c>: backups of the control plane and of shares' metadata.</summary>
internal static class BackupCommands
{
    private const string PassphraseVariable = "DITTOFSCTL_PASSPHRASE";
    private const string PassphraseFile = "--passphrase-file";

    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand(
        "backup", "Makes and manages encrypted backups. To restore one is for 'dittofs restore' on the server's own machine, while the server does not run.")
    {
        Make(shell), Keep(shell), List(shell), Download(shell), Inspect(shell), Delete(shell),
    };

    private static Command Make(Shell shell)
    {
        var file = Symbols.Argument("FILE", "Where the backup is written on this machine. A file that is there is not replaced.");
        var shares = Symbols.Texts("--share", "SHARE", "A share whose metadata come along; may be given several times. Left out, these are all on the embedded store.");
        var without = Symbols.Switch("--without-metadata", "No metadata of shares come along.");
        var passphrase = Passphrase();
        return new CtlCommand(
            "create",
            $"Has the server make a backup, and writes it to a file here. Its passphrase, of 10 characters at least, is asked for twice; scripts name a file or set {PassphraseVariable}.",
            "backup create dittofs.backup",
            "backup create dittofs.backup --share projects --passphrase-file /run/secrets/backup")
        {
            file, shares, without, passphrase,
        }.Does(shell, async (run, cancellationToken) =>
        {
            if (run.Get(without) && run.Get(shares) is { Length: > 0 })
            {
                throw new CtlException("--share and --without-metadata exclude each other.", ExitCode.Usage);
            }

            var request = new CreateBackupRequest
            {
                Passphrase = Read(run, passphrase, isNew: true),
                Shares = run.Get(without) ? [] : run.Get(shares) is { Length: > 0 } chosen ? chosen : null,
            };
            await BackupFile.WriteAsync(run.Get(file), target => run.Client.Backups.CreateAsync(request, target, cancellationToken));
            run.Output.Say($"The backup is in {run.Get(file)}.");
        });
    }

    private static Command Keep(Shell shell)
    {
        var background = Symbols.Switch("--background", "Does not wait for the end: 'job get' tells how far it is.");
        var passphrase = Passphrase();
        return new CtlCommand(
            "keep",
            "Has the server make a backup that stays in backups/ of its data directory, and waits for that. It has the metadata of all shares on the embedded store.",
            "backup keep",
            "backup keep --background --passphrase-file /run/secrets/backup")
        {
            background, passphrase,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var job = await run.Client.Backups.KeepAsync(new CreateBackupRequest { Passphrase = Read(run, passphrase, isNew: true) }, cancellationToken);
            await JobCommands.FollowAsync(run, job, waits: !run.Get(background), $"The server keeps the backup {job.Subject}.", cancellationToken);
        });
    }

    private static Command List(Shell shell) => new CtlCommand("list", "Lists the backups that the server keeps, the newest first.", "backup list").Does(shell, async (run, cancellationToken) =>
        run.Output.WriteList(await run.Client.Backups.ListAsync(cancellationToken), BackupViews.Backup));

    private static Command Download(Shell shell)
    {
        var name = Name();
        var file = Symbols.Argument("FILE", "Where it is written on this machine. A file that is there is not replaced.");
        return new CtlCommand("download", "Copies a backup that the server keeps to a file here.", "backup download dittofs-20260301-120000.backup dittofs.backup")
        {
            name, file,
        }.Does(shell, async (run, cancellationToken) =>
        {
            await BackupFile.WriteAsync(run.Get(file), target => run.Client.Backups.DownloadAsync(run.Get(name), target, cancellationToken));
            run.Output.Say($"The backup {run.Get(name)} is in {run.Get(file)}.");
        });
    }

    private static Command Inspect(Shell shell)
    {
        var name = Name();
        var passphrase = Passphrase();
        return new CtlCommand(
            "inspect",
            "Has the server read a backup that it keeps to its end, and shows what a restore would replace. Version and time are in -o json and -o yaml.",
            "backup inspect dittofs-20260301-120000.backup")
        {
            name, passphrase,
        }.Does(shell, async (run, cancellationToken) =>
        {
            var content = await run.Client.Backups.InspectAsync(run.Get(name), new CreateBackupRequest { Passphrase = Read(run, passphrase, isNew: false) }, cancellationToken);
            run.Output.WriteRows(content, ClientJson.Default.BackupContentResponse, content.Parts, BackupViews.PartColumns, part => part.Name);
        });
    }

    private static Command Delete(Shell shell)
    {
        var name = Name();
        return new CtlCommand("delete", "Removes a backup from the server.", "backup delete dittofs-20260301-120000.backup --yes")
        {
            name, shell.Options.Yes,
        }.Does(shell, async (run, cancellationToken) =>
        {
            run.Confirm($"Remove the backup {run.Get(name)} for good?");
            await run.Client.Backups.DeleteAsync(run.Get(name), cancellationToken);
            run.Output.Say($"The backup {run.Get(name)} is gone.");
        });
    }

    private static Argument<string> Name() => Symbols.Argument("BACKUP", "Its name, as 'backup list' shows it.");

    private static Option<string?> Passphrase() =>
        Symbols.PasswordFile(PassphraseFile, $"Reads the passphrase from this file; - is standard input. Without it {PassphraseVariable} of the environment counts.");

    private static string Read(Run run, Option<string?> option, bool isNew)
    {
        var file = run.Get(option);
        if (file is null && run.Machine.Environment(PassphraseVariable) is { Length: > 0 } given)
        {
            return given;
        }

        var input = new PasswordInput(run.Machine.Terminal, PassphraseFile);
        return isNew ? input.ReadNew("Passphrase: ", file) : input.Read("Passphrase: ", file);
    }
}
