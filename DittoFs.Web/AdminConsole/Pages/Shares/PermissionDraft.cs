using System.Text.Json;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.AdminConsole.Pages.Shares;

/// <summary>Whom a permission is for.</summary>
/// <param name="IsGroup">A group, else a user.</param>
/// <param name="Name">Its name.</param>
/// <param name="Number">Its gid or uid.</param>
internal sealed record Subject(bool IsGroup, string Name, uint Number);

/// <summary>A change that is not saved yet.</summary>
/// <param name="Subject">Whose permission.</param>
/// <param name="From">What is saved; null for no entry.</param>
/// <param name="To">What shall be; null to take the entry away.</param>
internal sealed record PermissionChange(Subject Subject, PermissionLevel? From, PermissionLevel? To)
{
    /// <summary>The change of the entry in words.</summary>
    public string Describe() => (From, To) switch
    {
        (null, { } to) => $"{Whom} gets an entry of its own: {Controls.Words.Of(to)}",
        ({ } from, null) => $"{Whom} loses its entry ({Controls.Words.Of(from)})",
        ({ } from, { } to) => $"The entry of {(Subject.IsGroup ? "group" : "user")} {Subject.Name} changes: {Controls.Words.Of(from)} → {Controls.Words.Of(to)}",
        _ => "",
    };

    /// <summary>The command that makes it.</summary>
    /// <param name="share">The share's name.</param>
    public string CommandFor(string share)
    {
        var grantee = $"{share} --{(Subject.IsGroup ? "group" : "user")} {Subject.Name}";
        return To is { } level
            ? $"share permission set {grantee} --level {JsonSerializer.SerializeToElement(level).GetString()}"
            : $"share permission remove {grantee}";
    }

    private string Whom => $"{(Subject.IsGroup ? "Group" : "User")} {Subject.Name}";
}

/// <summary>The permissions of a share while they are being edited.</summary>
internal sealed class PermissionDraft
{
    private readonly Dictionary<(bool IsGroup, string Name), (Subject Subject, PermissionLevel Level)> saved = [];
    private readonly Dictionary<(bool IsGroup, string Name), (Subject Subject, PermissionLevel Level)> wanted = [];

    /// <summary>Begins with what is saved.</summary>
    public PermissionDraft(SharePermissionsResponse present)
    {
        Take(present.Users, isGroup: false);
        Take(present.Groups, isGroup: true);
    }

    /// <summary>The entries as they shall be: users first, by name.</summary>
    public IEnumerable<(Subject Subject, PermissionLevel Level)> Entries =>
        wanted.Values.OrderBy(entry => entry.Subject.IsGroup).ThenBy(entry => entry.Subject.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>What saving would change.</summary>
    public IReadOnlyList<PermissionChange> Changes =>
    [
        .. from key in saved.Keys.Union(wanted.Keys)
           let before = saved.TryGetValue(key, out var old) ? old.Level : (PermissionLevel?)null
           let after = wanted.TryGetValue(key, out var now) ? now.Level : (PermissionLevel?)null
           where before != after
           orderby key.IsGroup, key.Name
           select new PermissionChange((saved.TryGetValue(key, out var known) ? known : wanted[key]).Subject, before, after),
    ];

    /// <summary>What saving would change, as the control plane takes it.</summary>
    public ChangePermissionsRequest Request => new()
    {
        Users = Changes.Where(change => !change.Subject.IsGroup).ToDictionary(change => change.Subject.Name, change => change.To),
        Groups = Changes.Where(change => change.Subject.IsGroup).ToDictionary(change => change.Subject.Name, change => change.To),
    };

    /// <summary>Whether there is an entry.</summary>
    public bool Contains(bool isGroup, string name) => wanted.ContainsKey((isGroup, name));

    /// <summary>Adds or changes an entry.</summary>
    public void Set(Subject subject, PermissionLevel level) => wanted[(subject.IsGroup, subject.Name)] = (subject, level);

    /// <summary>Takes an entry away.</summary>
    public void Remove(Subject subject) => wanted.Remove((subject.IsGroup, subject.Name));

    private void Take(IReadOnlyList<PermissionEntry> entries, bool isGroup)
    {
        foreach (var entry in entries)
        {
            saved[(isGroup, entry.Name)] = wanted[(isGroup, entry.Name)] = (new Subject(isGroup, entry.Name, entry.Number), entry.Permission);
        }
    }
}
