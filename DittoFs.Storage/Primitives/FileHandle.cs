namespace DittoFs.Storage.Primitives;

/// <summary>
/// What a client holds of a node: opaque bytes that survive restarts and renames and can't be guessed.
/// Only <c>Files/FileHandleCodec</c> looks inside.
/// </summary>
/// <remarks>Refers to the bytes that it was made from and does not own them.</remarks>
public readonly record struct FileHandle(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The length of every handle that the server gives out.</summary>
    public const int BytesLength = 29;
}
