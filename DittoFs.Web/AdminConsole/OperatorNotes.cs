namespace DittoFs.Web.AdminConsole;

/// <summary>What an operator is told on pages where only administrators may change things.</summary>
internal static class OperatorNotes
{
    private static readonly Dictionary<string, string> Notes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sessions"] = "Disconnecting a client takes an administrator.",
        ["open-files"] = "Closing a file or releasing a lock takes an administrator.",
        ["shares"] = "Making, changing and deleting shares, and saying who may use them, takes an administrator. You can enable, disable and drain a share.",
        ["stores"] = "Adding, changing and removing stores takes an administrator. You can test one.",
        ["cache"] = "Emptying the caches takes an administrator. You can flush.",
        ["collection"] = "Collecting takes an administrator.",
        ["users"] = "Accounts are changed by administrators.",
        ["groups"] = "Groups are changed by administrators.",
        ["adapters"] = "Changing, enabling and disabling a protocol takes an administrator. You can restart one.",
        ["settings"] = "Settings are changed by administrators.",
        ["backup"] = "Making a backup and restoring one takes an administrator.",
    };

    /// <summary>The note of the page at <paramref name="path"/>, which is relative to the console's root; null where an operator may do all that the page offers.</summary>
    public static string? Find(string path) => Notes.GetValueOrDefault(path.Split('?', '#')[0].Trim('/').Split('/')[0]);
}
