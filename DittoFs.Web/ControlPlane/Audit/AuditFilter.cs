using DittoFs.Web.ControlPlane.Data;

namespace DittoFs.Web.ControlPlane.Audit;

/// <summary>Which entries of the audit log are wanted; null means all.</summary>
internal sealed record AuditFilter
{
    /// <summary>Not before this time, UTC.</summary>
    public DateTime? From { get; init; }

    /// <summary>Before this time, UTC.</summary>
    public DateTime? To { get; init; }

    /// <summary>Who did it, without regard to case.</summary>
    public string? Actor { get; init; }

    /// <summary>What was done; with a dot at its end: everything that begins so.</summary>
    public string? Action { get; init; }

    /// <summary>To what, without regard to case.</summary>
    public string? Subject { get; init; }

    /// <summary>Whether it was done.</summary>
    public bool? Succeeded { get; init; }

    /// <summary>By which way in.</summary>
    public string? Via { get; init; }

    /// <summary>The wanted ones of <paramref name="rows"/>.</summary>
    public IQueryable<AuditEntity> Apply(IQueryable<AuditEntity> rows)
    {
        var (from, to, via, succeeded) = (From, To, Via, Succeeded);
        var (actor, subject) = (Actor?.ToUpperInvariant(), Subject?.ToUpperInvariant());
        rows = from is null ? rows : rows.Where(row => row.Time >= from);
        rows = to is null ? rows : rows.Where(row => row.Time < to);
#pragma warning disable CA1304, CA1311, CA1862 // The database compares.
        rows = actor is null ? rows : rows.Where(row => row.Actor.ToUpper() == actor);
        rows = subject is null ? rows : rows.Where(row => row.Subject.ToUpper() == subject);
#pragma warning restore CA1304, CA1311, CA1862
        rows = via is null ? rows : rows.Where(row => row.Via == via);
        rows = succeeded is null ? rows : rows.Where(row => row.Succeeded == succeeded);
        return Action is not { } action ? rows : action.EndsWith('.') ? rows.Where(row => row.Action.StartsWith(action)) : rows.Where(row => row.Action == action);
    }
}
