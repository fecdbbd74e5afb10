namespace DittoFs.Protocols.Nsm;

/// <summary>Where it is kept which clients hold locks, so that they can be told of a restart. The calls are not made at the same time and may block.</summary>
public interface INsmStateFile
{
    /// <summary>The content; null if there never was one.</summary>
    /// <exception cref="IOException">It could not be read.</exception>
    byte[]? Read();

    /// <summary>Makes <paramref name="content"/> the content: the old or the new one survives whatever happens, and when this returns the new one does.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    void Replace(ReadOnlySpan<byte> content);
}

/// <summary>Keeps it in memory, for hosts without a data directory: after a restart nobody is told.</summary>
internal sealed class MemoryNsmStateFile : INsmStateFile
{
    private byte[]? content;

    /// <inheritdoc/>
    public byte[]? Read() => content;

    /// <inheritdoc/>
    public void Replace(ReadOnlySpan<byte> content) => this.content = content.ToArray();
}
