using DittoFs.SampleStore;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.StoreTypes;
using Microsoft.Extensions.Logging.Abstractions;

namespace DittoFs.Web.Tests.Support;

/// <summary>The stores of the sample, registered as the server does it.</summary>
internal static class SampleStores
{
    private static readonly Dictionary<string, string> NoOptions = [];

    /// <summary>Both types.</summary>
    public static StoreTypeRegistry Types { get; } = new([new ArchiveBlockStoreType()], [new JournalMetadataStoreType()]);

    /// <summary>Names and attributes in journals in the data directory.</summary>
    public static CustomStore Metadata { get; } = CustomStore.Create(typeof(JournalMetadataStoreType).FullName!, NoOptions);

    /// <summary>Blocks in archives in the data directory.</summary>
    public static CustomStore Blocks { get; } = CustomStore.Create(typeof(ArchiveBlockStoreType).FullName!, NoOptions);

    /// <summary>What a store of a share in <paramref name="directory"/> is opened with.</summary>
    public static StoreRequest Request(ShareId share, string directory) => new()
    {
        Share = share,
        ShareName = ShareName.Parse("export"),
        Options = new Dictionary<string, string> { ["path"] = directory },
        DataDirectory = "/nowhere",
        Clock = TimeProvider.System,
        Loggers = NullLoggerFactory.Instance,
    };
}
