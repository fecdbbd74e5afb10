namespace DittoFs.Web.Tests.Architecture.Samples.Innocent;

/// <summary>Names nothing that a rule forbids.</summary>
internal sealed class Bystander
{
    public static int Answer() => Environment.ProcessId;
}
