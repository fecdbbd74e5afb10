using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Architecture;

/// <summary>Rules about files that no compiler checks.</summary>
public sealed class SourceTreeTests
{
    private const int LinesMax = 500;

    private static readonly string[] MockingLibraries = ["Moq", "NSubstitute", "FakeItEasy", "JustMock", "RhinoMocks", "Imposter"];

    private static readonly string[] TextFiles = ["*.cs", "*.md", "*.json", "*.sh", "*.yml", "*.props", "*.csproj", "*.c", "*.service", "Dockerfile", "kclient", "run"];

    [Fact]
    public void SourceFiles_FitInAHead()
    {
        Assert.Empty(Repository.Files("*.cs").Where(file => File.ReadLines(file).Count() > LinesMax).Select(Repository.Relative));
    }

    [Fact]
    public void Repository_NamesNothingOutsideOfItself()
    {
        // Put together here, or this file would be the first to be found.
        string[] outside = ["../" + "shared", "/work/" + "shared"];

        Assert.Empty(TextFiles.SelectMany(Repository.Files)
            .Where(file => outside.Any(path => File.ReadAllText(file).Contains(path, StringComparison.Ordinal)))
            .Select(Repository.Relative));
    }

    [Fact]
    public void CentralPackages_HaveNoMockingLibrary()
    {
        var packages = Repository.ReadText("Directory.Packages.props");

        Assert.DoesNotContain(MockingLibraries, library => packages.Contains($"\"{library}", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void TranslationsOfErrors_HaveNoDefaultArm()
    {
        var maps = Repository.Files("*StatusMap.cs").ToList();

        // A default arm would let a new FsError compile without a translation.
        Assert.Empty(maps.Where(file => File.ReadLines(file).Any(line => line.TrimStart().StartsWith("_ =>", StringComparison.Ordinal))).Select(Repository.Relative));
    }

    [Fact]
    public void CodeHasNoRegionsOrPostponedWork()
    {
        string[] marks = ["#" + "region", "TO" + "DO", "FIX" + "ME", "HA" + "CK"];

        Assert.Empty(Repository.Files("*.cs").Where(file => marks.Any(mark => File.ReadAllText(file).Contains(mark, StringComparison.Ordinal))).Select(Repository.Relative));
    }
}
