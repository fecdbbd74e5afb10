using DittoFs.Storage.Dumps;

namespace DittoFs.Web.ControlPlane.Backups;

/// <summary>What becomes of the metadata of shares that are in a backup.</summary>
internal enum RestoredMetadata
{
    /// <summary>They are loaded where this server has none of the share.</summary>
    WhereMissing,

    /// <summary>They are loaded, and what this server has of the shares is given up.</summary>
    Replace,

    /// <summary>They are left out.</summary>
    None,
}

/// <summary>What was restored.</summary>
/// <param name="Rows">Rows of the database.</param>
/// <param name="Unreadable">Secrets that could not be opened.</param>
/// <param name="Shares">The shares whose metadata the backup has.</param>
internal sealed record RestoreReport(int Rows, int Unreadable, IReadOnlyList<RestoredShare> Shares);

/// <summary>What came of one share's metadata.</summary>
/// <param name="Name">The share.</param>
/// <param name="Report">What came of them.</param>
internal sealed record RestoredShare(string Name, LoadReport Report);
