using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.AdminConsole.Pages.Stores;

/// <summary>A store that somebody is about to make: what each kind takes, as texts.</summary>
public sealed class StoreDraft
{
    /// <summary>The fields that <see cref="StoreFields"/> shows, by the names that answers give them.</summary>
    public static readonly string[] Fields =
    [
        "Name", "Options", "options.path", "options.bucket", "options.endpoint", "options.region", "options.prefix", "options.accessKey", "options.secretKey",
        "options.connectionString", "options.type",
    ];

    private readonly Dictionary<string, string> values = [];

    /// <summary>What it is called.</summary>
    public string Name { get; set; } = "";

    /// <summary>What it keeps.</summary>
    public StoreUse Use { get; set; } = StoreUse.Block;

    /// <summary>Its technology.</summary>
    public StoreKind Kind { get; set; } = StoreKind.FileSystem;

    /// <summary>The bucket is named in the path.</summary>
    public bool PathStyle { get; set; }

    /// <summary>The options of a type that was added to the server, in their order; entries without a key are none.</summary>
    public List<CustomOption> Custom { get; } = [];

    /// <summary>The text of an option; empty for none.</summary>
    public string this[string option]
    {
        get => values.GetValueOrDefault(option, "");
        set => values[option] = value;
    }

    /// <summary>The kinds that a store of a use can have.</summary>
    /// <param name="use">The use.</param>
    /// <param name="hasTypes">Whether types for it were added to the server.</param>
    public static IReadOnlyList<StoreKind> KindsOf(StoreUse use, bool hasTypes) =>
    [
        .. use == StoreUse.Metadata ? [StoreKind.RocksDb, StoreKind.Postgres] : new[] { StoreKind.FileSystem, StoreKind.S3 },
        .. hasTypes ? [StoreKind.Custom] : Array.Empty<StoreKind>(),
        StoreKind.Memory,
    ];

    /// <summary>What is sent.</summary>
    /// <param name="placeholder">Stands in place of secrets in what is shown; null for the secrets themselves.</param>
    public CreateStoreRequest ToRequest(string? placeholder = null)
    {
        var given = Options(placeholder).Where(option => option.Value.Length > 0).ToDictionary();
        return new CreateStoreRequest { Name = Name.Trim(), Use = Use, Kind = Kind, Options = given.Count > 0 ? given : null };
    }

    private Dictionary<string, string> Options(string? placeholder) => Kind switch
    {
        StoreKind.FileSystem => Pick("path"),
        StoreKind.Postgres => new() { ["connectionString"] = Secret("connectionString", placeholder) },
        StoreKind.S3 => new(Pick("bucket", "endpoint", "region", "prefix", "accessKey")) { ["pathStyle"] = PathStyle ? "true" : "", ["secretKey"] = Secret("secretKey", placeholder) },
        StoreKind.Custom => PickCustom(),
        _ => [],
    };

    private Dictionary<string, string> Pick(params string[] names) => names.ToDictionary(name => name, name => this[name].Trim());

    private Dictionary<string, string> PickCustom()
    {
        var picked = new Dictionary<string, string> { ["type"] = this["type"] };
        foreach (var option in Custom.Where(option => option.Key.Trim().Length > 0))
        {
            picked[option.Key.Trim()] = option.Value.Trim();
        }

        return picked;
    }

    private string Secret(string name, string? placeholder) => this[name].Length > 0 ? placeholder ?? this[name].Trim() : "";
}

/// <summary>One option of a store whose type was added to the server.</summary>
public sealed class CustomOption
{
    /// <summary>Its name.</summary>
    public string Key { get; set; } = "";

    /// <summary>Its text.</summary>
    public string Value { get; set; } = "";
}
