namespace DittoFs.Storage.Files;

/// <summary>How durable a write must be before it is answered (RFC 1813 §3.3.7); the values are those of <c>stable_how</c>.</summary>
public enum WriteStability : byte
{
    /// <summary>May be lost with the server until a commit; a changed write verifier then tells.</summary>
    Unstable = 0,

    /// <summary>The bytes and what is needed to read them back are durable.</summary>
    DataSync = 1,

    /// <summary>Bytes and all attributes are durable.</summary>
    FileSync = 2,
}
