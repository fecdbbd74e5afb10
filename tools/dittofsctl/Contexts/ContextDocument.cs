using System.Collections.Immutable;
using System.Text.Json.Serialization;
using DittoFs.Client.Session;
using DittoFs.Ctl.Running;

namespace DittoFs.Ctl.Contexts;

/// <summary>A server with the account that is used there.</summary>
/// <param name="Name">What commands call it.</param>
/// <param name="Server">The server's address.</param>
/// <param name="User">The account.</param>
/// <param name="Tokens">What proves it; null after a logout, or with a key.</param>
/// <param name="ApiKey">The API key that proves it instead; null for an account that signs in.</param>
/// <param name="Authority">A PEM file with those who vouch for the server's certificate; null for those whom this machine trusts.</param>
/// <param name="Fingerprint">SHA-256 of the server's certificate, by which alone it is known; null when others vouch for it.</param>
internal sealed record ServerContext(
    string Name, Uri Server, string User, SessionTokens? Tokens, string? ApiKey = null, string? Authority = null, string? Fingerprint = null)
{
    /// <summary>By what the server's certificate is known.</summary>
    [JsonIgnore]
    public ServerTrust Trust => new(Authority, Fingerprint);
}

/// <summary>All contexts, as the file keeps them.</summary>
/// <param name="Current">The name of the context that commands use; null when none is chosen.</param>
/// <param name="Contexts">Ordered by name.</param>
internal sealed record ContextDocument(string? Current, ImmutableArray<ServerContext> Contexts)
{
    /// <summary>No contexts.</summary>
    public static ContextDocument Empty { get; } = new(null, []);

    /// <summary>The context of that name; null when there is none.</summary>
    public ServerContext? Find(string name) => Contexts.FirstOrDefault(context => context.Name == name);

    /// <summary>The same with <paramref name="context"/> in place of the one of its name.</summary>
    public ContextDocument With(ServerContext context) => this with
    {
        Contexts = [.. Contexts.Where(other => other.Name != context.Name).Append(context).OrderBy(other => other.Name, StringComparer.Ordinal)],
    };
}

/// <summary>How the file is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ContextDocument))]
internal sealed partial class ContextJson : JsonSerializerContext;
