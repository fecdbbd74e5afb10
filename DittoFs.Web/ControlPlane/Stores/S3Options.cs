using System.Collections.Immutable;
using DittoFs.Storage.Shares;

namespace DittoFs.Web.ControlPlane.Stores;

/// <summary>The options of a store of the kind <c>s3</c>, as texts and as the storage takes them.</summary>
internal static class S3Options
{
    /// <summary>The secret of the access key: taken, never given.</summary>
    public const string SecretKey = "secretKey";

    /// <summary>The address of the service.</summary>
    public const string Endpoint = "endpoint";

    private const string Bucket = "bucket";
    private const string Region = "region";
    private const string Prefix = "prefix";
    private const string PathStyle = "pathStyle";
    private const string AccessKey = "accessKey";

    private static readonly ImmutableHashSet<string> Names = [Bucket, Endpoint, Region, Prefix, PathStyle, AccessKey, SecretKey];

    /// <summary>Null for options that such a store can have.</summary>
    public static Failure? Check(IReadOnlyDictionary<string, string> options)
    {
        if (options.Keys.FirstOrDefault(key => !Names.Contains(key)) is { } unknown)
        {
            return new Failure(ControlPlaneError.FieldInvalid, $"'{unknown}' is no option of this kind of store.", "options");
        }

        return options.GetValueOrDefault(Bucket) is not { Length: >= 3 and <= 63 } ? Invalid(Bucket, "A bucket is named, with 3 to 63 characters.")
            : !IsEndpoint(options.GetValueOrDefault(Endpoint)) ? Invalid(Endpoint, "An endpoint is an http or https address such as https://s3.example.org, without a path.")
            : options.GetValueOrDefault(Region) is { Length: 0 or > 64 } ? Invalid(Region, "A region is a word such as eu-central-1.")
            : !IsPrefix(options.GetValueOrDefault(Prefix)) ? Invalid(Prefix, "A prefix has at most 512 characters, begins with no slash and ends with one, such as nas/.")
            : options.GetValueOrDefault(PathStyle) is not (null or "true" or "false") ? Invalid(PathStyle, "This is true or false.")
            : CheckKeys(options);
    }

    /// <summary>The options as the storage takes them.</summary>
    /// <param name="options">Options that were checked.</param>
    /// <param name="secretKey">The secret, which is not among them; null without one or when it can't be read.</param>
    public static S3Location ToLocation(IReadOnlyDictionary<string, string> options, string? secretKey)
    {
        var location = new S3Location
        {
            Bucket = options[Bucket],
            Endpoint = options.TryGetValue(Endpoint, out var endpoint) ? new Uri(endpoint) : null,
            Prefix = options.GetValueOrDefault(Prefix, ""),
            PathStyle = options.GetValueOrDefault(PathStyle) == "true",
            AccessKey = options.GetValueOrDefault(AccessKey),
            SecretKey = secretKey,
        };
        return options.TryGetValue(Region, out var region) ? location with { Region = region } : location;
    }

    private static Failure? CheckKeys(IReadOnlyDictionary<string, string> options)
    {
        var (access, secret) = (options.GetValueOrDefault(AccessKey), options.GetValueOrDefault(SecretKey));
        return access is null && secret is null ? null
            : access is not { Length: > 0 } ? Invalid(AccessKey, "A secret key needs its access key.")
            : secret is not { Length: > 0 } ? Invalid(SecretKey, "An access key needs its secret key.")
            : null;
    }

    private static bool IsEndpoint(string? text) =>
        text is null || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "", Fragment: "" });

    private static bool IsPrefix(string? text) => text is null || (text.Length is > 0 and <= 512 && text[0] != '/' && text[^1] == '/');

    private static Failure Invalid(string option, string message) => new(ControlPlaneError.FieldInvalid, message, $"options.{option}");
}
