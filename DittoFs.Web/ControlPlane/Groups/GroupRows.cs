using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Groups;

/// <summary>Finds groups, and checks what must hold between them.</summary>
internal static class GroupRows
{
    private const uint FirstFreeNumber = 10_000;

    /// <summary>The group that <paramref name="nameOrId"/> names, with its memberships, or null.</summary>
    public static Task<GroupEntity?> FindGroupAsync(this ControlPlaneDbContext context, string nameOrId, CancellationToken cancellationToken)
    {
        var groups = context.Groups.Include(group => group.Memberships).ThenInclude(row => row.User);
        var name = nameOrId.ToUpperInvariant();
        return Guid.TryParse(nameOrId, out var id)
            ? groups.FirstOrDefaultAsync(group => group.Id == id, cancellationToken)
            : groups.FirstOrDefaultAsync(group => group.NormalizedName == name, cancellationToken);
    }

    /// <summary>Says that there is no such group.</summary>
    public static Failure Unknown(string nameOrId) => new(ControlPlaneError.GroupUnknown, $"There is no group '{nameOrId}'.");

    /// <summary>Null when no other group has the name or gid of <paramref name="group"/>.</summary>
    public static async Task<Failure?> CheckUniqueAsync(this ControlPlaneDbContext context, GroupEntity group, CancellationToken cancellationToken)
    {
        var others = context.Groups.Where(other => other.Id != group.Id);
        if (Guid.TryParse(group.Name, out _))
        {
            return new Failure(ControlPlaneError.FieldInvalid, "A name can't look like an id.", "name");
        }

        if (await others.AnyAsync(other => other.NormalizedName == group.NormalizedName, cancellationToken))
        {
            return new Failure(ControlPlaneError.GroupExists, $"There is a group '{group.Name}' already.", "name");
        }

        return await others.AnyAsync(other => other.Gid == group.Gid, cancellationToken)
            ? new Failure(ControlPlaneError.GidTaken, $"Another group has the gid {group.Gid}.", "gid")
            : null;
    }

    /// <summary>A gid above all that were given out.</summary>
    public static async Task<uint> NextGidAsync(this ControlPlaneDbContext context, CancellationToken cancellationToken)
    {
        var highest = await context.Groups.OrderByDescending(group => group.Gid).Select(group => group.Gid).FirstOrDefaultAsync(cancellationToken);
        return Math.Max(highest + 1, FirstFreeNumber);
    }

    /// <summary>The group, which was read with its memberships.</summary>
    public static GroupResponse ToResponse(GroupEntity group) => ToResponse(group, group.Memberships.Count);

    /// <summary>The group, which has that many members.</summary>
    public static GroupResponse ToResponse(GroupEntity group, int members) =>
        new(group.Id, group.Name, group.Gid, group.Description, members, ExpectedVersion.Format(group.Version));
}
