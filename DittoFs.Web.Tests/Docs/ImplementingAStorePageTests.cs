using System.Reflection;
using System.Text.RegularExpressions;
using DittoFs.SampleStore;
using DittoFs.Storage.Conformance;
using DittoFs.Storage.StoreTypes;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Docs;

/// <summary>docs/implementing-a-store.md names what is there, and of the storage only what others can use.</summary>
public sealed partial class ImplementingAStorePageTests
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>A property of a project file, and an assembly.</summary>
    private static readonly string[] NoTypes = ["EnableDynamicLoading", "DittoFs", "Storage"];

    private static readonly string Page = Repository.ReadText("docs/implementing-a-store.md");

    [Fact]
    public void Names_AreThoseOfPublicTypesAndTheirMembers()
    {
        var usable = typeof(IBlockStoreType).Assembly.GetExportedTypes().Concat(typeof(BlockStoreConformance).Assembly.GetExportedTypes());
        var shown = typeof(ArchiveBlockStore).Assembly.GetTypes().Concat(typeof(ImplementingAStorePageTests).Assembly.GetExportedTypes());
        var known = usable.Concat(shown).SelectMany(type => type.GetMembers(Public).Select(member => member.Name).Append(type.Name))
            .Concat(typeof(PersistentMetadataStoreConformance).GetMembers(BindingFlags.NonPublic | BindingFlags.Instance).Select(member => member.Name))
            .ToHashSet();
        var named = Name().Matches(Page).Select(match => match.Groups["name"].Value).ToList();

        Assert.NotEmpty(named);
        Assert.Empty(named.SelectMany(name => name.Split('.')).Except(known).Except(NoTypes));
    }

    [Fact]
    public void Sample_IsWhatItSays()
    {
        Assert.Contains($"type={typeof(ArchiveBlockStoreType).FullName} ", Page, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(Repository.Root, "tools/DittoFs.SampleStore")));
        Assert.DoesNotContain("SampleStore", Repository.ReadText("DittoFs.Storage/DittoFs.Storage.csproj"), StringComparison.Ordinal);
    }

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+(\\.[A-Z][A-Za-z]+)?)`")]
    private static partial Regex Name();
}
