namespace DittoFs.Protocols.Nfs.V3;

/// <summary>Lengths that NFSv3 fields may have on the wire.</summary>
internal static class NfsV3Limits
{
    /// <summary>The longest handle (RFC 1813 §2.4, NFS3_FHSIZE).</summary>
    public const int HandleBytesMax = 64;

    /// <summary>
    /// The longest name or link target that is decoded. Longer than any that is valid, so that one that is a little too long gets its
    /// own error and not "garbage".
    /// </summary>
    public const int NameBytesMax = 8192;

    /// <summary>The longest data of a WRITE that is decoded; the share's own limit cuts it further.</summary>
    public const int DataBytesMax = 16 << 20;

    /// <summary>Length of a cookie, create or write verifier.</summary>
    public const int VerifierBytes = 8;

    /// <summary>Arguments of a procedure without names and data.</summary>
    public const int SmallBodyBytesMax = 512;

    /// <summary>Arguments of a procedure with at most two names or a name and a target.</summary>
    public const int NameBodyBytesMax = SmallBodyBytesMax + (2 * NameBytesMax);

    /// <summary>Arguments of a WRITE.</summary>
    public const int DataBodyBytesMax = SmallBodyBytesMax + DataBytesMax;
}
