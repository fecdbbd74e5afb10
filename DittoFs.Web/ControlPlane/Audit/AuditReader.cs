using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Audit;

/// <summary>Reads the audit log and checks its chain.</summary>
internal sealed class AuditReader(ControlPlaneDatabase database, AuditHeadFile headFile)
{
    private const int RowsAtOnce = 1000;

    /// <summary>The newest entries first; the search looks at action, subject and actor.</summary>
    public async Task<Page<AuditResponse>> ListAsync(ListQuery query, AuditFilter filter, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var rows = filter.Apply(context.Audit.AsNoTracking())
            .Where(row => query.Search == null || row.Action.Contains(query.Search) || row.Subject.Contains(query.Search) || row.Actor.Contains(query.Search));
        return await query.PageAsync(rows.OrderByDescending(row => row.Id), ToResponse, cancellationToken);
    }

    /// <summary>All entries that <paramref name="filter"/> wants, the oldest first; those that come while it runs are left out.</summary>
    public async IAsyncEnumerable<AuditResponse> ExportAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var rows = filter.Apply(context.Audit.AsNoTracking());
        var end = await context.Audit.MaxAsync(row => (long?)row.Id, cancellationToken) ?? 0;
        long last = long.MinValue;
        while (true)
        {
            var part = await rows.Where(row => row.Id > last && row.Id <= end).OrderBy(row => row.Id).Take(RowsAtOnce).ToListAsync(cancellationToken);
            foreach (var row in part)
            {
                yield return ToResponse(row);
            }

            if (part.Count < RowsAtOnce)
            {
                yield break;
            }

            last = part[^1].Id;
        }
    }

    /// <summary>
    /// Checks every entry against its hash and its place, and the end against what this server wrote down outside of the database and against
    /// <paramref name="expected"/>, a head that somebody kept.
    /// </summary>
    public async Task<AuditVerificationResponse> VerifyAsync(AuditHead? expected, CancellationToken cancellationToken)
    {
        // Read before the rows: entries that come meanwhile make the chain longer, not this head wrong.
        var heads = new[] { headFile.Read(), expected }.OfType<AuditHead>().Where(head => head.Sequence > 0).ToList();
        await using var context = database.CreateDbContext();
        if (await context.Audit.AsNoTracking().Where(row => row.Sequence == null).OrderBy(row => row.Id).FirstOrDefaultAsync(cancellationToken) is { } outside)
        {
            return new AuditVerificationResponse(false, 0, AuditHead.Empty.ToString(), null, outside.Id, "The entry is outside of the chain: it was not written by this server.");
        }

        var present = AuditHead.Empty;
        while (true)
        {
            var done = present.Sequence;
            var part = await context.Audit.AsNoTracking().Where(row => row.Sequence > done).OrderBy(row => row.Sequence).Take(RowsAtOnce).ToListAsync(cancellationToken);
            foreach (var row in part)
            {
                if (FindFault(row, present, heads) is { } reason)
                {
                    var isMissing = row.Sequence != present.Sequence + 1;
                    return new AuditVerificationResponse(false, present.Sequence, present.ToString(), present.Sequence + 1, isMissing ? null : row.Id, reason);
                }

                present = new AuditHead(row.Sequence!.Value, row.Hash!);
            }

            if (part.Count < RowsAtOnce)
            {
                break;
            }
        }

        return heads.Find(head => head.Sequence > present.Sequence) is { } missing
            ? new AuditVerificationResponse(
                false, present.Sequence, present.ToString(), present.Sequence + 1, null, $"The end is missing: entries {present.Sequence + 1} to {missing.Sequence} were written and are not there.")
            : new AuditVerificationResponse(true, present.Sequence, present.ToString(), null, null, null);
    }

    private static string? FindFault(AuditEntity row, AuditHead previous, List<AuditHead> heads) =>
        row.Sequence != previous.Sequence + 1 ? $"Entries {previous.Sequence + 1} to {row.Sequence - 1} are missing."
        : row.Hash is null || !CryptographicOperations.FixedTimeEquals(row.Hash, AuditChain.Hash(row, previous.Hash)) ? "The entry does not fit its hash: it, or the one before, was changed after it was written."
        : heads.Exists(head => head.Sequence == row.Sequence && !CryptographicOperations.FixedTimeEquals(head.Hash, row.Hash)) ? "The chain up to here was written anew: its hash is not the one that was kept outside of the database."
        : null;

    private static AuditResponse ToResponse(AuditEntity row) => new(
        row.Id, row.Time, row.Actor, row.Address, row.Action, row.Subject, row.Succeeded, row.Detail,
        row.ActorId, row.Via, row.Before, row.After, row.Sequence, row.Hash is null ? null : Convert.ToHexStringLower(row.Hash));
}
