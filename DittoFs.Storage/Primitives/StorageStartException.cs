namespace DittoFs.Storage.Primitives;

/// <summary>The storage can't be started; the message is for the administrator.</summary>
public sealed class StorageStartException : Exception
{
    /// <summary>A failure with a message that says what to do.</summary>
    public StorageStartException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with its cause.</summary>
    public StorageStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A failure without a message; not used.</summary>
    public StorageStartException()
    {
    }
}
