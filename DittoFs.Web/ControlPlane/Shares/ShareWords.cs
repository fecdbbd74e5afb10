using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.ControlPlane.Shares;

/// <summary>The storage's words for the control plane's.</summary>
internal static class ShareWords
{
    /// <summary>The storage's word.</summary>
    public static SharePermission ToStorage(PermissionLevel level) => level switch
    {
        PermissionLevel.None => SharePermission.None,
        PermissionLevel.Read => SharePermission.Read,
        PermissionLevel.ReadWrite => SharePermission.ReadWrite,
        PermissionLevel.Admin => SharePermission.Admin,
    };

    /// <summary>The control plane's word.</summary>
    public static PermissionLevel ToApi(SharePermission permission) => permission switch
    {
        SharePermission.None => PermissionLevel.None,
        SharePermission.Read => PermissionLevel.Read,
        SharePermission.ReadWrite => PermissionLevel.ReadWrite,
        SharePermission.Admin => PermissionLevel.Admin,
    };

    /// <summary>The storage's word.</summary>
    public static SquashMode ToStorage(SquashKind squash) => squash switch
    {
        SquashKind.RootToGuest => SquashMode.RootToGuest,
        SquashKind.None => SquashMode.None,
        SquashKind.RootToAdmin => SquashMode.RootToAdmin,
        SquashKind.AllToGuest => SquashMode.AllToGuest,
        SquashKind.AllToAdmin => SquashMode.AllToAdmin,
    };

    /// <summary>The storage's word.</summary>
    public static DurabilityTier ToStorage(DurabilityKind durability) => durability switch
    {
        DurabilityKind.Local => DurabilityTier.Local,
        DurabilityKind.Writeback => DurabilityTier.Writeback,
        DurabilityKind.Remote => DurabilityTier.Remote,
    };

    /// <summary>The storage's word.</summary>
    public static WireEncryption ToStorage(EncryptionKind encryption) => encryption switch
    {
        EncryptionKind.Offered => WireEncryption.Offered,
        EncryptionKind.Required => WireEncryption.Required,
        EncryptionKind.Off => WireEncryption.Off,
    };

    /// <summary>The storage's word for a kind of metadata store.</summary>
    public static MetadataStoreKind ToMetadata(StoreKind kind) => kind switch
    {
        StoreKind.Memory => MetadataStoreKind.Memory,
        StoreKind.Postgres => MetadataStoreKind.Postgres,
        StoreKind.Custom => MetadataStoreKind.Custom,
        _ => MetadataStoreKind.RocksDb,
    };

    /// <summary>The storage's word for a kind of block store.</summary>
    public static BlockStoreKind ToBlocks(StoreKind kind) => kind switch
    {
        StoreKind.Memory => BlockStoreKind.Memory,
        StoreKind.S3 => BlockStoreKind.S3,
        StoreKind.Custom => BlockStoreKind.Custom,
        _ => BlockStoreKind.FileSystem,
    };
}
