using System.Globalization;
using System.Text.Json;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Stores;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace DittoFs.Web.ControlPlane.Changes;

/// <summary>Reads from a context what a change is about to save: the fields that differ, before and after, for the audit log.</summary>
internal static class ChangedRows
{
    /// <summary>What stands for a value that is not shown.</summary>
    public const string Hidden = "(hidden)";

    private const int ItemsMax = 64;
    private const int ValueCharsMax = 512;

    private static readonly string[] NamingProperties = ["UserName", "Name", "Key", "Network"];

    /// <summary>The changes that <paramref name="context"/> tracks; null when there are none.</summary>
    public static BeforeAfter? Describe(ControlPlaneDbContext context)
    {
        context.ChangeTracker.DetectChanges();
        var entries = context.ChangeTracker.Entries().Where(entry =>
            entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && entry.Entity is not (AuditEntity or RefreshTokenEntity)).ToList();
        var before = new SortedDictionary<string, SortedDictionary<string, object?>>(StringComparer.Ordinal);
        var after = new SortedDictionary<string, SortedDictionary<string, object?>>(StringComparer.Ordinal);
        foreach (var entry in entries.Take(ItemsMax))
        {
            var item = NameOf(entry, context);
            Add(before, item, entry.State == EntityState.Added ? [] : Read(entry, property => property.OriginalValue));
            Add(after, item, entry.State == EntityState.Deleted ? [] : Read(entry, property => property.CurrentValue));
        }

        if (entries.Count > ItemsMax)
        {
            Add(after, "…", new(StringComparer.Ordinal) { ["leftOut"] = entries.Count - ItemsMax });
        }

        return before.Count + after.Count == 0 ? null : new BeforeAfter(Write(before), Write(after));
    }

    private static void Add(SortedDictionary<string, SortedDictionary<string, object?>> side, string item, SortedDictionary<string, object?> fields)
    {
        if (fields.Count > 0)
        {
            side[item] = fields;
        }
    }

    private static string? Write(SortedDictionary<string, SortedDictionary<string, object?>> side) => side.Count == 0 ? null : JsonSerializer.Serialize(side);

    private static SortedDictionary<string, object?> Read(EntityEntry entry, Func<PropertyEntry, object?> value)
    {
        var fields = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in entry.Properties.Where(property => IsShown(entry, property)))
        {
            if (entry.State == EntityState.Modified || value(property) is not null)
            {
                fields[JsonNamingPolicy.CamelCase.ConvertName(property.Metadata.Name)] = Show(entry, property, value(property));
            }
        }

        return fields;
    }

    private static bool IsShown(EntityEntry entry, PropertyEntry property)
    {
        var metadata = property.Metadata;
        if (metadata.IsConcurrencyToken || metadata.Name.StartsWith("Normalized", StringComparison.Ordinal) || metadata.Name.EndsWith("Stamp", StringComparison.Ordinal)
            || (metadata.IsPrimaryKey() && metadata.ClrType == typeof(Guid)))
        {
            return false;
        }

        // Of what the framework's accounts have, this product uses two fields.
        var isUnused = metadata.PropertyInfo?.DeclaringType == typeof(IdentityUser<Guid>) && metadata.Name is not (nameof(ApplicationUser.UserName) or nameof(ApplicationUser.PasswordHash));
        return !isUnused && (entry.State != EntityState.Modified || !Equals(property.OriginalValue, property.CurrentValue));
    }

    private static object? Show(EntityEntry entry, PropertyEntry property, object? value) => value switch
    {
        null => null,
        byte[] => Hidden,
        _ when property.Metadata.Name.Contains("Hash", StringComparison.Ordinal) => Hidden,
        string options when entry.Entity is StoreEntity && property.Metadata.Name == nameof(StoreEntity.Options) =>
            StoreSecrets.WithoutSecrets(JsonSerializer.Deserialize<Dictionary<string, string>>(options) ?? []),
        string text => text.Length > ValueCharsMax ? Audit.AuditText.Clean(text, ValueCharsMax) + "…" : text,
        bool or int or long or uint => value,
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static string NameOf(EntityEntry entry, ControlPlaneDbContext context)
    {
        var type = entry.Metadata.ClrType;
        var kind = type == typeof(ApplicationUser) ? "User" : type.Name.Replace("Entity", "", StringComparison.Ordinal);
        return $"{JsonNamingPolicy.KebabCaseLower.ConvertName(kind)} {OwnName(entry) ?? NameOfKey(entry, context)}";
    }

    private static string? OwnName(EntityEntry entry) =>
        NamingProperties.Select(name => entry.Metadata.FindProperty(name) is null ? null : entry.OriginalValues.GetValue<string?>(name)).FirstOrDefault(name => name is not null);

    // A row between two others is called by their names, as far as the change has looked at them.
    private static string NameOfKey(EntityEntry entry, ControlPlaneDbContext context) => string.Join(" on ", entry.Metadata.FindPrimaryKey()!.Properties.Reverse().Select(property =>
        entry.CurrentValues[property] is Guid id
            ? context.ChangeTracker.Entries().Where(other => other.Metadata.FindProperty("Id") is not null && Equals(other.CurrentValues["Id"], id)).Select(OwnName).FirstOrDefault() ?? id.ToString()
            : Convert.ToString(entry.CurrentValues[property], CultureInfo.InvariantCulture)));
}
