namespace DittoFs.Web.Tests.Architecture.Samples.Forbidden;

/// <summary>What the sample rules put out of bounds.</summary>
internal sealed class Target
{
    public static int Answer() => Environment.ProcessId;
}
