using System.CommandLine;
using DittoFs.Ctl.Running;
using DittoFs.Ctl.Views;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary><c>job</c>: long work in the background.</summary>
internal static class JobCommands
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Makes the commands.</summary>
    public static Command Create(Shell shell) => new CtlCommand("job", "Shows and ends long work of the server.")
    {
        List(shell), Get(shell), Cancel(shell),
    };

    /// <summary>Waits for the end of a job and tells what came of it.</summary>
    public static async Task FollowAsync(Run run, JobResponse job, bool waits, string done, CancellationToken cancellationToken)
    {
        while (waits && job.State == JobState.Running)
        {
            await Task.Delay(PollInterval, cancellationToken);
            job = await run.Client.Jobs.GetAsync(job.Id, cancellationToken);
        }

        run.Output.WriteChange(job, OperationViews.Job, job.State == JobState.Running ? $"Began the job {job.Id}." : job.State == JobState.Done ? done : "It did not end well.");
        if (job.State is JobState.Failed or JobState.Cancelled)
        {
            throw new CtlException(job.Reason ?? "Somebody ended it.", ExitCode.Refused);
        }
    }

    private static Command List(Shell shell)
    {
        var running = Symbols.Toggle("--running", "Only those that run, or with false only those that ended.");
        return new CtlCommand("list", "Lists long work, the newest first: what runs, and the last 200 that ended since the server's start.", "job list", "job list --running")
        {
            running,
        }.Does(shell, async (run, cancellationToken) => run.Output.WriteList(await run.Client.Jobs.ListAsync(run.Get(running), cancellationToken), OperationViews.Job));
    }

    private static Command Get(Shell shell)
    {
        var job = new Argument<Guid>("JOB") { Description = "The job's id." };
        return new CtlCommand("get", "Shows how far a job is.", "job get 5c2f60d8-3c6e-4b3a-9d1e-0f6a7b8c9d0e") { job }.Does(shell, async (run, cancellationToken) =>
            run.Output.WriteItem(await run.Client.Jobs.GetAsync(run.Get(job), cancellationToken), OperationViews.Job));
    }

    private static Command Cancel(Shell shell)
    {
        var job = new Argument<Guid>("JOB") { Description = "The job's id." };
        return new CtlCommand("cancel", "Ends a job that runs, where it can end. What it has done stays done.", "job cancel 5c2f60d8-3c6e-4b3a-9d1e-0f6a7b8c9d0e --yes")
        {
            job, shell.Options.Yes,
        }.Does(shell, async (run, cancellationToken) =>
        {
            run.Confirm($"End the job {run.Get(job)}?");
            run.Output.WriteChange(await run.Client.Jobs.CancelAsync(run.Get(job), cancellationToken), OperationViews.Job, $"The job {run.Get(job)} is told to end.");
        });
    }
}
