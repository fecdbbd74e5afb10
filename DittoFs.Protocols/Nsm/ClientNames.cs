namespace DittoFs.Protocols.Nsm;

/// <summary>Names that clients give themselves: with their domain in one message and without it in the next.</summary>
internal static class ClientNames
{
    /// <summary>True if both are names of one client.</summary>
    public static bool AreSame(string left, string right)
    {
        var (shorter, longer) = left.Length <= right.Length ? (left, right) : (right, left);
        return longer.StartsWith(shorter, StringComparison.OrdinalIgnoreCase)
            && (longer.Length == shorter.Length || (shorter.Length > 0 && longer[shorter.Length] == '.'));
    }
}
