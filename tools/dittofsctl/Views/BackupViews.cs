using DittoFs.Client;
using DittoFs.Ctl.Output;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Views;

/// <summary>How backups are shown.</summary>
internal static class BackupViews
{
    /// <summary>A backup that the server keeps.</summary>
    public static View<BackupResponse> Backup { get; } = new(
        ClientJson.Default.BackupResponse,
        ClientJson.Default.IReadOnlyListBackupResponse,
        backup => backup.Name,
        [
            new("NAME", backup => CellText.Of(backup.Name)),
            new("CREATED", backup => CellText.Of(backup.CreatedAt)),
            new("BYTES", backup => CellText.Of(backup.Bytes), IsNumber: true),
        ]);

    /// <summary>One kind of what a backup holds.</summary>
    public static IReadOnlyList<Column<BackupPartResponse>> PartColumns { get; } =
    [
        new("KIND", part => CellText.Of(part.Name)),
        new("IN BACKUP", part => CellText.Of(part.InBackup), IsNumber: true),
        new("NOW", part => CellText.Of(part.Now), IsNumber: true),
    ];
}
