using DittoFs.Storage.Locking;

namespace DittoFs.Protocols.Hosting;

/// <summary>A protocol whose clients open files, and whose opens can be closed from outside.</summary>
public interface IOpenFiles
{
    /// <summary>Closes an open as if its client had; the client is told when it uses it next.</summary>
    /// <returns>False if it is not this protocol's, or closed already.</returns>
    ValueTask<bool> CloseAsync(NodeOpen open);
}
