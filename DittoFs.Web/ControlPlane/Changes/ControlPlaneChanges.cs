using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.EntityFrameworkCore;

namespace DittoFs.Web.ControlPlane.Changes;

/// <summary>
/// The one way to change the control plane: one change at a time, so that what it checked still holds when it is saved; its audit row in the same
/// transaction; and the running state brought after it before anybody is told of success.
/// </summary>
internal sealed class ControlPlaneChanges(ControlPlaneDatabase database, AuditLog audit, Reconciler reconciler, ILogger<ControlPlaneChanges> log) : IDisposable
{
    private readonly SemaphoreSlim oneChange = new(1);

    /// <summary>Makes a change.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="change">Changes tracked rows and says what it did; it saves nothing itself.</param>
    /// <param name="cancellationToken">Gives up until the change is saved; what is saved is also brought into effect.</param>
    /// <param name="attempt">What is tried, for the audit log when it is refused.</param>
    public async Task<Outcome<T>> RunAsync<T>(
        Actor actor, Func<ControlPlaneDbContext, CancellationToken, Task<Outcome<Change<T>>>> change, CancellationToken cancellationToken, Attempt? attempt = null)
    {
        var saved = await SaveAsync(actor, change, cancellationToken, attempt);
        if (saved.IsSuccess)
        {
            await reconciler.ApplyAsync(CancellationToken.None);
        }

        return saved;
    }

    /// <summary>Makes a change that nothing running depends on, such as the note of a sign-in.</summary>
    public async Task<Outcome<T>> SaveAsync<T>(
        Actor actor, Func<ControlPlaneDbContext, CancellationToken, Task<Outcome<Change<T>>>> change, CancellationToken cancellationToken, Attempt? attempt = null)
    {
        var saved = await TrySaveAsync(actor, change, cancellationToken);
        if (saved.Failure is { } failure)
        {
            await audit.NoteAsync(actor, attempt?.Action ?? "change", attempt?.Subject ?? "", succeeded: false, failure.Message, cancellationToken);
        }

        return saved;
    }

    /// <inheritdoc/>
    public void Dispose() => oneChange.Dispose();

    private async Task<Outcome<T>> TrySaveAsync<T>(
        Actor actor, Func<ControlPlaneDbContext, CancellationToken, Task<Outcome<Change<T>>>> change, CancellationToken cancellationToken)
    {
        await oneChange.WaitAsync(cancellationToken);
        try
        {
            await using var context = database.CreateDbContext();
            var made = await change(context, cancellationToken);
            if (made.Failure is { } failure)
            {
                return failure;
            }

            context.Audit.Add(audit.Describe(actor, made.Value!.Action, made.Value.Subject, succeeded: true, made.Value.Detail, ChangedRows.Describe(context)));
            await audit.SaveAsync(context, cancellationToken);
            log.Changed(actor.Name, made.Value.Action, made.Value.Subject);
            return made.Value.Result;
        }
        catch (DbUpdateConcurrencyException)
        {
            return ExpectedVersion.Outdated;
        }
        finally
        {
            oneChange.Release();
        }
    }
}

/// <summary>What a change did.</summary>
/// <param name="Action">What, such as <c>share.create</c>.</param>
/// <param name="Subject">To what, by name.</param>
/// <param name="Result">What its caller needs of it.</param>
/// <param name="Detail">More for the audit log; never a secret.</param>
internal sealed record Change<T>(string Action, string Subject, T Result, string? Detail = null);
