using DittoFs.Storage.StoreTypes;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;

namespace DittoFs.Web.ControlPlane.Stores;

/// <summary>The options of a store of the kind <c>custom</c>: the type, and what the type takes. They are kept and shown as they are given.</summary>
internal static class CustomOptions
{
    /// <summary>The full name of the class that opens it.</summary>
    public const string TypeOption = "type";

    private const int CountMax = 64;
    private const int LengthMax = 4096;

    /// <summary>Null for options that such a store can have.</summary>
    public static Failure? Check(StoreUse use, IReadOnlyDictionary<string, string> options, StoreTypeRegistry types)
    {
        var known = use == StoreUse.Metadata ? types.MetadataTypes : types.BlockTypes;
        if (options.GetValueOrDefault(TypeOption) is not { } type || !known.Contains(type))
        {
            return new Failure(ControlPlaneError.FieldInvalid, Describe(use, known), $"options.{TypeOption}");
        }

        if (options.Count > CountMax || options.Any(option => option.Key.Length > LengthMax || option.Value is not { Length: <= LengthMax }))
        {
            return new Failure(ControlPlaneError.FieldInvalid, $"A store has at most {CountMax} options of at most {LengthMax} characters each.", "options");
        }

        var own = WithoutType(options);
        var problem = use == StoreUse.Metadata ? types.CheckMetadata(type, own) : types.CheckBlocks(type, own);
        return problem is null ? null : new Failure(ControlPlaneError.FieldInvalid, problem, "options");
    }

    /// <summary>The store as the storage takes it; null for one of another kind.</summary>
    public static CustomStore? ToStore(StoreEntity store)
    {
        if (store.Kind != StoreKind.Custom)
        {
            return null;
        }

        var options = StoreRows.ReadOptions(store);
        return CustomStore.Create(options.GetValueOrDefault(TypeOption, ""), WithoutType(options));
    }

    /// <summary>Whether the type is there now, and takes the options.</summary>
    public static StoreCheckResponse TryOut(StoreEntity store, StoreTypeRegistry types) => Check(store.Use, StoreRows.ReadOptions(store), types) is { } failure
        ? new StoreCheckResponse(false, failure.Message)
        : new StoreCheckResponse(true, "Its type is loaded and takes the options; /health/stores tells how the shares on it are.");

    private static string Describe(StoreUse use, IEnumerable<string> known) => known.Any()
        ? $"This server has these types of {StoreRows.Describe(use)} stores: {string.Join(", ", known)}."
        : $"This server has no type of {StoreRows.Describe(use)} stores beyond its own kinds. The setting Stores:Assemblies names the assemblies that hold some.";

    private static Dictionary<string, string> WithoutType(IReadOnlyDictionary<string, string> options) => options.Where(option => option.Key != TypeOption).ToDictionary();
}
