using DittoFs.Storage.StoreTypes;

namespace DittoFs.SampleStore;

/// <summary>The only option of both stores: where their files are.</summary>
internal static class StoreDirectory
{
    private const string Option = "path";

    /// <summary>What is wrong with the options; null when they can be used.</summary>
    public static string? Check(IReadOnlyDictionary<string, string> options)
    {
        var unknown = options.Keys.FirstOrDefault(static key => key != Option);
        return unknown is not null ? $"'{unknown}' is no option of this type of store."
            : options.TryGetValue(Option, out var path) && !Path.IsPathFullyQualified(path) ? $"'{path}' is no absolute path."
            : null;
    }

    /// <summary>The directory, which exists when this returns.</summary>
    public static string Make(StoreRequest request, string type)
    {
        var directory = request.Options.GetValueOrDefault(Option) ?? Path.Combine(request.DataDirectory, type);
        Directory.CreateDirectory(directory);
        return directory;
    }
}
