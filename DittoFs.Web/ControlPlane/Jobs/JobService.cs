using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Audit;

namespace DittoFs.Web.ControlPlane.Jobs;

/// <summary>Long work in the background: begins it, tells how far it is, ends it, and remembers the last that ended until the server stops.</summary>
internal sealed class JobService(AuditLog audit, TimeProvider clock, ILogger<JobService> log) : IAsyncDisposable
{
    /// <summary>Jobs that are kept after their end; the oldest make room.</summary>
    public const int FinishedMax = 200;

    private readonly Lock gate = new();
    private readonly List<(JobRun Run, Task Work)> jobs = [];

    /// <summary>Begins a job.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="kind">What is done, such as <c>wal.flush</c>.</param>
    /// <param name="subject">To what, by name.</param>
    /// <param name="unit">What is counted.</param>
    /// <param name="work">Does it, and answers why it did not end well, or null. It ends early when the token fires.</param>
    /// <returns>The job at its beginning.</returns>
    public JobResponse Start(Actor actor, string kind, string subject, string unit, Func<JobRun, CancellationToken, Task<string?>> work)
    {
        var run = new JobRun(Guid.NewGuid(), kind, subject, unit, actor.Name, clock.GetUtcNow(), clock);
        var begun = run.ToResponse();
        lock (gate)
        {
            jobs.Add((run, Task.Run(() => RunAsync(run, kind, subject, work))));
            Forget();
        }

        return begun;
    }

    /// <summary>Jobs, the newest first; the search looks at kind, subject and who asked.</summary>
    public Page<JobResponse> List(ListQuery query, JobState? state = null)
    {
        lock (gate)
        {
            return query.Slice(
            [
                .. from job in jobs.AsEnumerable().Reverse()
                   let told = job.Run.ToResponse()
                   where (state is null || told.State == state) && (query.Search is not { } search || Fits(told, search))
                   select told,
            ]);
        }
    }

    /// <summary>How a job stands.</summary>
    public Outcome<JobResponse> Find(Guid id) => FindRun(id) is { } run ? run.ToResponse() : Unknown(id);

    /// <summary>Ends a job that runs: what it has done stays done. One that has ended stays as it is.</summary>
    public async Task<Outcome<JobResponse>> CancelAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        if (FindRun(id) is not { } run)
        {
            return Unknown(id);
        }

        if (run.IsRunning)
        {
            var told = run.ToResponse();
            await audit.NoteAsync(actor, "job.cancel", told.Subject, succeeded: true, told.Kind, cancellationToken);
            await run.CancelAsync();
        }

        return run.ToResponse();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<(JobRun Run, Task Work)> left;
        lock (gate)
        {
            left = [.. jobs];
            jobs.Clear();
        }

        foreach (var (run, work) in left)
        {
            await run.CancelAsync();
            await work;
            run.Dispose();
        }
    }

    private static Failure Unknown(Guid id) => new(ControlPlaneError.JobUnknown, $"There is no job {id}; jobs are remembered until the server stops, the last {FinishedMax} of them.");

    private static bool Fits(JobResponse job, string search) =>
        new[] { job.Kind, job.Subject, job.StartedBy }.Any(text => text.Contains(search, StringComparison.OrdinalIgnoreCase));

    private JobRun? FindRun(Guid id)
    {
        lock (gate)
        {
            return jobs.Find(job => job.Run.Id == id).Run;
        }
    }

    /// <summary>Does the work and notes its end. Never throws.</summary>
    private async Task RunAsync(JobRun run, string kind, string subject, Func<JobRun, CancellationToken, Task<string?>> work)
    {
        try
        {
            var reason = await work(run, run.Ending);
            run.Finish(reason is null ? JobState.Done : JobState.Failed, reason);
        }
        catch (OperationCanceledException)
        {
            run.Finish(run.Ending.IsCancellationRequested ? JobState.Cancelled : JobState.Failed, run.Ending.IsCancellationRequested ? null : "It was ended.");
        }
        catch (Exception exception)
        {
            log.JobFaulted(kind, subject, exception);
            run.Finish(JobState.Failed, $"It ended in a fault of the server: {exception.Message}");
        }
    }

    private void Forget()
    {
        while (jobs.Count > FinishedMax && jobs.FindIndex(static job => !job.Run.IsRunning) is >= 0 and var oldest)
        {
            jobs[oldest].Run.Dispose();
            jobs.RemoveAt(oldest);
        }
    }
}
