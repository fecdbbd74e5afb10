namespace DittoFs.Web.Tests.Architecture;

/// <summary>Names that say nothing about what a type does.</summary>
public sealed class NamingTests
{
    private static readonly string[] ForbiddenSuffixes = ["Helper", "Helpers", "Util", "Utils", "Utility", "Manager", "Impl", "Base", "Common", "Misc", "Dto"];

    // Starts, stops and restarts servers while the process runs: there is no truer word.
    private static readonly string[] Allowed = ["ProtocolServerManager"];

    [Fact]
    public void Types_HaveNoEmptyNames()
    {
        var names = ProductAssemblies.All.SelectMany(assembly => assembly.GetTypes()).Where(type => !type.IsNested).Select(type => type.Name.Split('`')[0]);

        Assert.DoesNotContain(names.Except(Allowed), name => ForbiddenSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal)));
    }
}
