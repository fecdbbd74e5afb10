namespace DittoFs.Protocols.Nlm;

/// <summary>Limits of the lock manager's messages.</summary>
internal static class NlmLimits
{
    /// <summary>MAXNETOBJ_SZ: a cookie, or the bytes that tell a client's owners apart.</summary>
    public const int ObjectBytesMax = 1024;

    /// <summary>A client's name; a host name has no more.</summary>
    public const int NameBytesMax = 255;

    /// <summary>The longest handle.</summary>
    public const int HandleBytesMax = 64;

    /// <summary>The longest arguments.</summary>
    public const int BodyBytesMax = 4 << 10;

    /// <summary>The largest offset of a byte, as that of a file.</summary>
    public const ulong OffsetMax = long.MaxValue;
}
