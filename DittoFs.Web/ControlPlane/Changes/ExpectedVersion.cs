namespace DittoFs.Web.ControlPlane.Changes;

/// <summary>Compares the version that a request was made for with the one that is there.</summary>
internal static class ExpectedVersion
{
    /// <summary>The failure of a change that comes too late.</summary>
    public static Failure Outdated { get; } = new(ControlPlaneError.ChangedMeanwhile, "It was changed by somebody else meanwhile. Read it again and repeat the change.");

    /// <summary>A version as clients see it.</summary>
    public static string Format(Guid version) => version.ToString("N");

    /// <summary>Null when <paramref name="expected"/> names the present version or none.</summary>
    public static Failure? Check(string? expected, string? present) => expected is null || expected == present ? null : Outdated;

    /// <summary>Null when <paramref name="expected"/> names the present version or none.</summary>
    public static Failure? Check(string? expected, Guid present) => Check(expected, Format(present));
}
