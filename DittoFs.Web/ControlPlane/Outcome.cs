namespace DittoFs.Web.ControlPlane;

/// <summary>Why something was not done.</summary>
/// <param name="Error">The kind of failure.</param>
/// <param name="Message">What happened and what to do, for people.</param>
/// <param name="Field">The field of the request that is to blame, if one is.</param>
/// <param name="RetryAfter">How long to wait before another try makes sense.</param>
internal sealed record Failure(ControlPlaneError Error, string Message, string? Field = null, TimeSpan? RetryAfter = null);

/// <summary>That something was done, or why not.</summary>
internal readonly record struct Outcome(Failure? Failure)
{
    /// <summary>It was done.</summary>
    public static Outcome Success { get; }

    /// <summary>Whether it was done.</summary>
    public bool IsSuccess => Failure is null;

    /// <summary>A failure is an outcome.</summary>
    public static implicit operator Outcome(Failure failure) => new(failure);
}

/// <summary>What came of it, or why nothing did.</summary>
internal readonly record struct Outcome<T>
{
    private Outcome(T? value, Failure? failure) => (Value, Failure) = (value, failure);

    /// <summary>The result; only to be read after success.</summary>
    public T? Value { get; }

    /// <summary>Why nothing came of it; null after success.</summary>
    public Failure? Failure { get; }

    /// <summary>Whether there is a result.</summary>
    public bool IsSuccess => Failure is null;

    /// <summary>A result is an outcome.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A failure is an outcome.</summary>
    public static implicit operator Outcome<T>(Failure failure) => new(default, failure);
}
