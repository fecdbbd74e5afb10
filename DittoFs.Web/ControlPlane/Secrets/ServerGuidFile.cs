using DittoFs.Storage;

namespace DittoFs.Web.ControlPlane.Secrets;

/// <summary>The lasting identity of this server, as SMB clients see it: made once for a data directory.</summary>
internal static class ServerGuidFile
{
    private const int GuidBytes = 16;

    /// <summary>The GUID, made on the first use.</summary>
    public static Guid ReadOrCreate(StorageOptions storage) => new(SecretFile.ReadOrCreate(Path.Combine(storage.DataDirectory, "server-guid"), GuidBytes));
}
