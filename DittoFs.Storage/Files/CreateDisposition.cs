namespace DittoFs.Storage.Files;

/// <summary>What CREATE does with a name that exists (RFC 1813 §3.3.8); the values are those of <c>createmode3</c>.</summary>
public enum CreateDisposition : byte
{
    /// <summary>An existing file is taken, and cut if a size of 0 was asked for.</summary>
    Unchecked = 0,

    /// <summary>An existing name is an error.</summary>
    Guarded = 1,

    /// <summary>An existing name is an error, unless it was made with the same verifier: a retransmission succeeds, after a restart too.</summary>
    Exclusive = 2,
}
