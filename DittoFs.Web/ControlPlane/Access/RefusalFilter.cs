namespace DittoFs.Web.ControlPlane.Access;

/// <summary>Which refusals are wanted; null means all.</summary>
/// <param name="Share">On this share.</param>
/// <param name="User">Of this account, or of this uid.</param>
/// <param name="Client">From this address.</param>
/// <param name="Protocol">Over this protocol.</param>
/// <param name="Rule">By this rule.</param>
internal sealed record RefusalFilter(string? Share = null, string? User = null, string? Client = null, string? Protocol = null, string? Rule = null)
{
    /// <summary>The wanted ones.</summary>
    public bool Matches(Api.Contracts.RefusalResponse entry) =>
        Is(Share, entry.Share) && Is(Client, entry.Client) && Is(Protocol, entry.Protocol) && Is(Rule, entry.Rule)
        && (User is null || Is(User, entry.User) || User == entry.Uid?.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static bool Is(string? wanted, string? present) => wanted is null || wanted.Equals(present, StringComparison.OrdinalIgnoreCase);
}
