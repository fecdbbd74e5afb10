using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.AdminConsole.Pages.Start;

/// <summary>What a first share is for.</summary>
public enum SharePreset
{
    /// <summary>Files that people work on.</summary>
    Files,

    /// <summary>Data that can be made again.</summary>
    Scratch,

    /// <summary>Files that must outlive this server.</summary>
    Vault,
}

/// <summary>What presets mean.</summary>
internal static class SharePresets
{
    // Everybody may make files at the top, and nobody but the owner takes them away, as in /tmp.
    private const string EverybodyMode = "1777";
    private const string OwnerMode = "0770";

    /// <summary>The preset's name.</summary>
    public static string NameOf(SharePreset preset) => preset switch
    {
        SharePreset.Files => "Files that people work on",
        SharePreset.Scratch => "Scratch data",
        SharePreset.Vault => "Files that must outlive this server",
    };

    /// <summary>What it means.</summary>
    public static string Describe(SharePreset preset) => preset switch
    {
        SharePreset.Files => "What a client was told is stable is on this server's disk. A power cut loses nothing.",
        SharePreset.Scratch => "Answers come from memory; a power cut loses at most a tenth of a second. For data that can be made again.",
        SharePreset.Vault => "Stable means in the block store and in PostgreSQL: losing this server loses nothing. SMB is always encrypted. Slower.",
    };

    /// <summary>The presets that two stores can keep.</summary>
    public static IReadOnlyList<SharePreset> For(StoreKind? metadata, StoreKind? blocks) => metadata == StoreKind.Postgres && blocks == StoreKind.S3
        ? [SharePreset.Files, SharePreset.Scratch, SharePreset.Vault]
        : [SharePreset.Files, SharePreset.Scratch];

    /// <summary>The share that is made.</summary>
    /// <param name="preset">What it is for.</param>
    /// <param name="owner">The numbers of the one person that it is for; null for everybody at the addresses.</param>
    /// <param name="name">Its name.</param>
    /// <param name="metadata">The metadata store.</param>
    /// <param name="blocks">The block store.</param>
    /// <param name="networks">The addresses, with commas or spaces between.</param>
    public static CreateShareRequest ToRequest(SharePreset preset, (uint Uid, uint Gid)? owner, string name, string metadata, string blocks, string networks) => new()
    {
        Name = name,
        MetadataStore = metadata,
        BlockStore = blocks,
        Durability = preset switch { SharePreset.Scratch => DurabilityKind.Writeback, SharePreset.Vault => DurabilityKind.Remote, _ => DurabilityKind.Local },
        SmbEncryption = preset == SharePreset.Vault ? EncryptionKind.Required : EncryptionKind.Offered,
        DefaultPermission = owner is null ? PermissionLevel.ReadWrite : PermissionLevel.None,
        RootUid = owner?.Uid ?? 0,
        RootGid = owner?.Gid ?? 0,
        RootMode = owner is null ? EverybodyMode : OwnerMode,
        ClientRules = Controls.ClientNetworks.Read(networks),
    };
}
