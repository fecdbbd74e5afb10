using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;

namespace DittoFs.Web.ControlPlane.Audit;

/// <summary>Writes down who did what, and reads it back.</summary>
internal sealed class AuditLog(ControlPlaneDatabase database, TimeProvider clock)
{
    /// <summary>A row to be saved together with the change that it describes.</summary>
    public AuditEntity Describe(Actor actor, string action, string subject, bool succeeded, string? detail) => new()
    {
        Time = clock.GetUtcNow().UtcDateTime,
        Actor = Cut(actor.Name, 128)!,
        ActorId = actor.Id,
        Address = actor.Address?.ToString(),
        Action = action,
        Subject = Cut(subject, 256)!,
        Succeeded = succeeded,
        Detail = Cut(detail, 2048),
    };

    /// <summary>Notes something that changed nothing, such as a refused sign-in.</summary>
    public async Task NoteAsync(Actor actor, string action, string subject, bool succeeded, string? detail, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        context.Audit.Add(Describe(actor, action, subject, succeeded, detail));
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The newest entries first; the search looks at action and subject.</summary>
    public async Task<Page<AuditResponse>> ListAsync(ListQuery query, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var rows = context.Audit.Where(row => query.Search == null || row.Action.Contains(query.Search) || row.Subject.Contains(query.Search) || row.Actor.Contains(query.Search));
        return await query.PageAsync(rows.OrderByDescending(row => row.Id), ToResponse, cancellationToken);
    }

    private static AuditResponse ToResponse(AuditEntity row) =>
        new(row.Id, row.Time, row.Actor, row.Address, row.Action, row.Subject, row.Succeeded, row.Detail);

    private static string? Cut(string? text, int length) => text is not null && text.Length > length ? text[..length] : text;
}
