namespace DittoFs.Storage.Primitives;

/// <summary>The outcome of an operation without a value. Failures are values: a LOOKUP that misses is everyday traffic.</summary>
/// <param name="Error"><see cref="FsError.None"/> for success.</param>
public readonly record struct FsResult(FsError Error)
{
    /// <summary>Success.</summary>
    public static FsResult Success => default;

    /// <summary>True when the operation succeeded.</summary>
    public bool IsSuccess => Error == FsError.None;

    /// <summary>Turns an error into a failed result.</summary>
    public static implicit operator FsResult(FsError error) => new(error);
}

/// <summary>The outcome of an operation: either an error or a value.</summary>
/// <param name="Error"><see cref="FsError.None"/> for success.</param>
/// <param name="Value">Meaningful only for success.</param>
public readonly record struct FsResult<T>(FsError Error, T Value)
{
    /// <summary>True when the operation succeeded and <see cref="Value"/> may be read.</summary>
    public bool IsSuccess => Error == FsError.None;

    /// <summary>Turns a value into a success.</summary>
    public static implicit operator FsResult<T>(T value) => new(FsError.None, value);

    /// <summary>Turns an error into a failed result.</summary>
    public static implicit operator FsResult<T>(FsError error) => new(error, default!);
}
