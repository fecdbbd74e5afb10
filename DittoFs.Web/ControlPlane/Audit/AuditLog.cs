using DittoFs.Web.ControlPlane.Changes;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Audit;

/// <summary>
/// Writes down who did what. Entries are only ever added, one at a time, and each carries a hash over itself and the one before; <see cref="AuditReader"/> reads
/// and checks them.
/// </summary>
internal sealed class AuditLog(ControlPlaneDatabase database, AuditHeadFile headFile, TimeProvider clock, ILogger<AuditLog> log) : IDisposable
{
    private const int ActorCharsMax = 128;
    private const int ViaCharsMax = 96;
    private const int SubjectCharsMax = 256;
    private const int DetailCharsMax = 2048;
    private const int ChainedAtOnce = 1000;

    private readonly SemaphoreSlim oneEntry = new(1);

    // Null until it was read, and after a save whose end is not known.
    private AuditHead? head;

    /// <summary>A row to be saved together with the change that it describes, by <see cref="SaveAsync"/>.</summary>
    public AuditEntity Describe(Actor actor, string action, string subject, bool succeeded, string? detail, BeforeAfter? values = null)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return new AuditEntity
        {
            Time = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)),
            Actor = AuditText.Clean(actor.Name, ActorCharsMax),
            ActorId = actor.Id,
            Address = actor.Address?.ToString(),
            Via = AuditText.Clean(actor.Via, ViaCharsMax),
            Action = action,
            Subject = AuditText.Clean(subject, SubjectCharsMax),
            Succeeded = succeeded,
            Detail = detail is null ? null : AuditText.Clean(detail, DetailCharsMax),
            Before = values?.Before,
            After = values?.After,
        };
    }

    /// <summary>Notes something that changed nothing, such as a refused sign-in.</summary>
    public async Task NoteAsync(Actor actor, string action, string subject, bool succeeded, string? detail, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        context.Audit.Add(Describe(actor, action, subject, succeeded, detail));
        await SaveAsync(context, cancellationToken);
    }

    /// <summary>Saves a change with its new entries, which become the end of the chain.</summary>
    public async Task SaveAsync(ControlPlaneDbContext context, CancellationToken cancellationToken)
    {
        await oneEntry.WaitAsync(cancellationToken);
        try
        {
            var next = head ?? await ReadHeadAsync(context, cancellationToken);
            foreach (var entry in context.ChangeTracker.Entries<AuditEntity>().Where(entry => entry.State == EntityState.Added).Select(entry => entry.Entity))
            {
                next = AuditChain.Link(entry, next);
            }

            head = null;
            await context.SaveChangesAsync(cancellationToken);
            head = next;
            headFile.Write(next);
        }
        finally
        {
            oneEntry.Release();
        }
    }

    /// <summary>
    /// Chains the entries of a version of this product that knew no chain. Only before there is a head: later, an entry outside of the chain is a forgery.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (headFile.Read() is not null || await context.Audit.AnyAsync(entry => entry.Sequence != null, cancellationToken))
        {
            return;
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var next = AuditHead.Empty;
        while (await context.Audit.Where(entry => entry.Sequence == null).OrderBy(entry => entry.Id).Take(ChainedAtOnce).ToListAsync(cancellationToken) is { Count: > 0 } entries)
        {
            foreach (var entry in entries)
            {
                next = AuditChain.Link(entry, next);
            }

            await context.SaveChangesAsync(cancellationToken);
            context.ChangeTracker.Clear();
        }

        await transaction.CommitAsync(cancellationToken);
        headFile.Write(next);
    }

    /// <inheritdoc/>
    public void Dispose() => oneEntry.Dispose();

    /// <summary>
    /// The end of the chain. When the file knows of more than the database has, the end was cut off: what follows is chained to what the file knows, so that the gap
    /// stays visible for ever.
    /// </summary>
    private async Task<AuditHead> ReadHeadAsync(ControlPlaneDbContext context, CancellationToken cancellationToken)
    {
        var last = await context.Audit.AsNoTracking().Where(entry => entry.Sequence != null).OrderByDescending(entry => entry.Sequence).FirstOrDefaultAsync(cancellationToken);
        var stored = last is null ? AuditHead.Empty : new AuditHead(last.Sequence!.Value, last.Hash ?? AuditHead.Empty.Hash);
        if (headFile.Read() is { } known && known.Sequence > stored.Sequence)
        {
            log.AuditEndMissing(stored.Sequence + 1, known.Sequence);
            return known;
        }

        return stored;
    }
}
