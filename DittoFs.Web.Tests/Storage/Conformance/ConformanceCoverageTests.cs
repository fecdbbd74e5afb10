using DittoFs.SampleStore;
using DittoFs.Storage.Blocks;
using DittoFs.Storage.Conformance;
using DittoFs.Storage.Metadata;

namespace DittoFs.Web.Tests.Storage.Conformance;

/// <summary>No implementation of a seam without its conformance suite.</summary>
public sealed class ConformanceCoverageTests
{
    [Theory]
    [InlineData(typeof(IMetadataStore), typeof(MetadataStoreConformance))]
    [InlineData(typeof(IBlockStore), typeof(BlockStoreConformance))]
    public void EveryImplementation_HasADerivedSuite(Type seam, Type suite)
    {
        var types = seam.Assembly.GetTypes().Concat(typeof(ArchiveBlockStore).Assembly.GetTypes());
        var implementations = types.Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(seam)).ToArray();
        var suites = typeof(ConformanceCoverageTests).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(suite)).Select(static type => type.Name);
        Assert.NotEmpty(implementations);
        Assert.Equal([], implementations.Select(static type => type.Name + "Tests").Except(suites));
    }
}
