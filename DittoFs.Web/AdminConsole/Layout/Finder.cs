using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Groups;
using DittoFs.Web.ControlPlane.Sessions;
using DittoFs.Web.ControlPlane.Shares;

namespace DittoFs.Web.AdminConsole.Layout;

/// <summary>Something that was found.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Path">Where it is, relative to the console's root.</param>
/// <param name="Icon">Its icon.</param>
/// <param name="Detail">What tells it from others.</param>
internal sealed record Hit(string Name, string Path, string Icon, string Detail);

/// <summary>What was found of one kind.</summary>
internal sealed record HitGroup(string Name, IReadOnlyList<Hit> Hits);

/// <summary>Looks for pages, actions, shares, users, groups and sessions by their names.</summary>
internal static class Finder
{
    private const int HitsOfKindMax = 6;

    // What one does most, each where it is done.
    private static readonly Hit[] Actions =
    [
        new("Make a share", "shares", "plus", "Shares"),
        new("Set up stores and a share, step by step", "start", "compass", "Set-up"),
        new("Make a user", "users", "plus", "Users"),
        new("Flush all shares", "cache", "flush", "Cache & WAL"),
        new("Empty the caches", "cache", "cache", "Cache & WAL"),
        new("Release a lock", "open-files", "lock", "Open files"),
        new("Make a backup", "backup", "store", "Backup"),
        new("Rotate the master key", "backup", "key", "Backup"),
        new("Change my password", "password", "key", "My account"),
    ];

    /// <summary>Hits by kind; pages and actions alone while nothing is typed.</summary>
    public static async Task<IReadOnlyList<HitGroup>> FindAsync(IServiceProvider services, string text, CancellationToken cancellationToken)
    {
        List<HitGroup> found = [];
        if (text.Length > 0)
        {
            var query = new ListQuery(Limit: HitsOfKindMax, Search: text);
            Add(found, "Shares", (await services.GetRequiredService<ShareService>().ListAsync(query, cancellationToken)).Items.Select(share =>
                new Hit(share.Name, $"shares/{Uri.EscapeDataString(share.Name)}", "share", share.Description)));
            Add(found, "Users", (await services.GetRequiredService<UserService>().ListAsync(query, cancellationToken)).Items.Select(user =>
                new Hit(user.UserName, $"users?q={Uri.EscapeDataString(user.UserName)}", "user", Controls.Words.Of(user.Role))));
            Add(found, "Groups", (await services.GetRequiredService<GroupService>().ListAsync(query, cancellationToken)).Items.Select(group =>
                new Hit(group.Name, $"groups?q={Uri.EscapeDataString(group.Name)}", "group", $"gid {group.Gid}")));
            Add(found, "Sessions", services.GetRequiredService<SessionService>().List(query).Items.Select(session =>
                new Hit(session.Client, $"sessions?q={Uri.EscapeDataString(session.Client)}", "session", string.Join(", ", session.Users))));
        }

        var pages = ConsoleRoutes.Groups.SelectMany(group => group).Concat(ConsoleRoutes.Others);
        Add(found, "Pages", pages.Where(page => Fits(page.Name, text)).Select(page => new Hit(page.Name, page.Path, page.Icon, "")).Take(text.Length > 0 ? HitsOfKindMax : int.MaxValue));
        Add(found, "Actions", Actions.Where(action => Fits(action.Name, text)));
        return found;
    }

    private static void Add(List<HitGroup> found, string name, IEnumerable<Hit> hits)
    {
        var list = hits.ToList();
        if (list.Count > 0)
        {
            found.Add(new HitGroup(name, list));
        }
    }

    private static bool Fits(string name, string text) => name.Contains(text, StringComparison.OrdinalIgnoreCase);
}
