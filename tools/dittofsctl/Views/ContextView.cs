using System.Text.Json.Serialization;
using DittoFs.Ctl.Contexts;
using DittoFs.Ctl.Output;

namespace DittoFs.Ctl.Views;

/// <summary>A context as it is shown: without its tokens.</summary>
/// <param name="Name">What commands call it.</param>
/// <param name="Server">The server's address.</param>
/// <param name="User">The account.</param>
/// <param name="Current">Whether commands use it.</param>
/// <param name="SignedIn">Whether its session may still be good; the server knows better.</param>
/// <param name="Authority">Who vouches for the server's certificate, if not those whom this machine trusts.</param>
/// <param name="Fingerprint">By what alone the server's certificate is known, if by that.</param>
internal sealed record ContextRow(string Name, string Server, string User, bool Current, bool SignedIn, string? Authority, string? Fingerprint)
{
    /// <summary>How <paramref name="context"/> is shown at <paramref name="now"/> (UTC).</summary>
    public static ContextRow Of(ServerContext context, ContextDocument document, DateTime now) => new(
        context.Name,
        context.Server.OriginalString,
        context.User,
        context.Name == document.Current,
        context.Tokens is { } tokens && (tokens.AccessTokenExpiresAt > now || tokens.RefreshTokenExpiresAt > now),
        context.Authority,
        context.Fingerprint);
}

/// <summary>How contexts are shown.</summary>
internal static class ContextView
{
    /// <summary>A context.</summary>
    public static View<ContextRow> Row { get; } = new(
        ContextRowJson.Default.ContextRow,
        ContextRowJson.Default.IReadOnlyListContextRow,
        row => row.Name,
        [
            new("CURRENT", row => row.Current ? "*" : CellText.Nothing),
            new("NAME", row => CellText.Of(row.Name)),
            new("SERVER", row => CellText.Of(row.Server)),
            new("USER", row => CellText.Of(row.User)),
            new("SIGNED IN", row => CellText.Of(row.SignedIn)),
        ]);
}

/// <summary>How they are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ContextRow))]
[JsonSerializable(typeof(IReadOnlyList<ContextRow>))]
internal sealed partial class ContextRowJson : JsonSerializerContext;
