using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace DittoFs.Web.ControlPlane.Backups;

/// <summary>The rows of every table, whatever database they are in.</summary>
internal static class BackupTables
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>The tables, each behind those that its rows refer to.</summary>
    public static IReadOnlyList<IEntityType> InOrder(ControlPlaneDbContext context)
    {
        var left = context.Model.GetEntityTypes().OrderBy(type => type.GetTableName(), StringComparer.Ordinal).ToList();
        var ordered = new List<IEntityType>();
        while (left.Count > 0)
        {
            var next = left.First(type => type.GetForeignKeys().All(key => key.PrincipalEntityType == type || ordered.Contains(key.PrincipalEntityType)));
            left.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    /// <summary>All rows of a table, those that queries leave out included.</summary>
    public static IAsyncEnumerable<object> ReadAsync(ControlPlaneDbContext context, IEntityType type)
    {
        var set = (IQueryable<object>)typeof(DbContext).GetMethod(nameof(DbContext.Set), Type.EmptyTypes)!.MakeGenericMethod(type.ClrType).Invoke(context, null)!;
        return set.IgnoreQueryFilters().AsNoTracking().AsAsyncEnumerable();
    }

    /// <summary>A row as JSON.</summary>
    public static JsonObject Write(IEntityType type, object row)
    {
        var written = new JsonObject();
        foreach (var property in type.GetProperties())
        {
            written[property.Name] = JsonSerializer.SerializeToNode(property.PropertyInfo!.GetValue(row), property.ClrType, Json);
        }

        return written;
    }

    /// <summary>Adds a row to <paramref name="context"/>. What an older backup does not know keeps its default.</summary>
    public static void Add(ControlPlaneDbContext context, IEntityType type, JsonElement row)
    {
        var entity = Activator.CreateInstance(type.ClrType)!;
        foreach (var property in type.GetProperties())
        {
            if (row.TryGetProperty(property.Name, out var value))
            {
                property.PropertyInfo!.SetValue(entity, value.Deserialize(property.ClrType, Json));
            }
        }

        context.Add(entity);
    }

    /// <summary>Empties every table.</summary>
    public static async Task ClearAsync(ControlPlaneDbContext context, CancellationToken cancellationToken)
    {
        foreach (var type in InOrder(context).Reverse())
        {
            // The name comes from the model.
            var statement = $"DELETE FROM \"{type.GetTableName()}\"";
            await context.Database.ExecuteSqlRawAsync(statement, cancellationToken);
        }
    }

    /// <summary>Lets generated numbers go on behind the greatest that was given.</summary>
    public static async Task AdvanceSequencesAsync(ControlPlaneDbContext context, CancellationToken cancellationToken)
    {
        if (context is not PostgresControlPlaneDbContext)
        {
            return;
        }

        foreach (var type in InOrder(context))
        {
            if (type.FindPrimaryKey()?.Properties is [{ ValueGenerated: ValueGenerated.OnAdd } key] && (key.ClrType == typeof(long) || key.ClrType == typeof(int)))
            {
                var (table, column) = (type.GetTableName(), key.GetColumnName());
                var statement = $"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), COALESCE((SELECT MAX(\"{column}\") FROM \"{table}\"), 0) + 1, false)";
                await context.Database.ExecuteSqlRawAsync(statement, cancellationToken);
            }
        }
    }
}
