using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.ControlPlane.Jobs;

/// <summary>One job: what its work reports, and what others see of it. Safe from any thread.</summary>
internal sealed class JobRun(Guid id, string kind, string subject, string unit, string startedBy, DateTimeOffset startedAt, TimeProvider clock) : IDisposable
{
    private const double RateSecondsMin = 0.2;

    private readonly CancellationTokenSource ending = new();
    private readonly Lock gate = new();
    private long done;
    private long? total;
    private JobState state = JobState.Running;
    private DateTimeOffset? finishedAt;
    private string? reason;

    /// <summary>Which it is.</summary>
    public Guid Id => id;

    /// <summary>Fires when somebody wants its end.</summary>
    public CancellationToken Ending => ending.Token;

    /// <summary>Whether it runs.</summary>
    public bool IsRunning
    {
        get
        {
            lock (gate)
            {
                return state == JobState.Running;
            }
        }
    }

    /// <summary>Tells how far the work is.</summary>
    /// <param name="doneNow">How much is done.</param>
    /// <param name="totalNow">How much there is; null while that is not known.</param>
    public void Report(long doneNow, long? totalNow)
    {
        lock (gate)
        {
            (done, total) = (doneNow, totalNow);
        }
    }

    /// <summary>Notes its end.</summary>
    public void Finish(JobState end, string? why)
    {
        lock (gate)
        {
            (state, reason, finishedAt) = (end, why, clock.GetUtcNow());
            done = end == JobState.Done && total is { } all ? all : done;
        }
    }

    /// <summary>Asks for its end; it ends where it can.</summary>
    public Task CancelAsync() => ending.CancelAsync();

    /// <summary>How it stands.</summary>
    public JobResponse ToResponse()
    {
        lock (gate)
        {
            var seconds = ((finishedAt ?? clock.GetUtcNow()) - startedAt).TotalSeconds;
            var rate = seconds < RateSecondsMin ? 0 : done / seconds;
            return new JobResponse
            {
                Id = id,
                Kind = kind,
                Subject = subject,
                State = state,
                StartedBy = startedBy,
                StartedAt = startedAt.UtcDateTime,
                FinishedAt = finishedAt?.UtcDateTime,
                Unit = unit,
                Done = done,
                Total = total,
                PerSecond = rate,
                SecondsLeft = state == JobState.Running && rate > 0 && total is { } all ? Math.Max(0, all - done) / rate : null,
                Reason = reason,
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ending.Dispose();
}
