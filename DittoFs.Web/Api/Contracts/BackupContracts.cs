using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>A backup to be made.</summary>
public sealed record CreateBackupRequest
{
    /// <summary>What the backup is encrypted with; 10 characters at least. Without it the backup is worth nothing, and nobody can find it out again.</summary>
    [Required, StringLength(1024)]
    public string Passphrase { get; init; } = "";
}
