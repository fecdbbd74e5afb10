using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>A backup to be made.</summary>
public sealed record CreateBackupRequest
{
    /// <summary>What the backup is encrypted with; 10 characters at least. Without it the backup is worth nothing, and nobody can find it out again.</summary>
    [Required, StringLength(1024)]
    public string Passphrase { get; init; } = "";

    /// <summary>Names or ids of the shares whose metadata come along. Left out, these are all that have them in the embedded store; an empty list is for none.</summary>
    [EntriesMax(10_000)]
    public IReadOnlyList<string>? Shares { get; init; }
}
