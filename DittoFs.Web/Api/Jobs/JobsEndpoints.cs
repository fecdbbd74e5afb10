using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DittoFs.Web.Api.Jobs;

/// <summary>Long work in the background.</summary>
internal static class JobsEndpoints
{
    /// <summary>Adds the routes.</summary>
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs");
        jobs.MapGet("", List).WithName("ListJobs").RequireAuthorization(Policies.Operate).WithProblems(400);
        jobs.MapGet("/{job:guid}", Get).WithName("GetJob").RequireAuthorization(Policies.Operate).WithProblems(404);
        jobs.MapDelete("/{job:guid}", CancelAsync).WithName("CancelJob").RequireAuthorization(Policies.Manage).WithProblems(404);
    }

    /// <summary>Lists long work, the newest first: what runs, and the last 200 that ended since the server's start.</summary>
    /// <remarks>The search looks for kind, subject and who asked.</remarks>
    /// <param name="list">Which part of the list.</param>
    /// <param name="running">True for those that run, false for those that ended; all when left out.</param>
    /// <param name="jobs">The jobs.</param>
    private static Ok<Page<JobResponse>> List([AsParameters] ListParameters list, bool? running, JobService jobs)
    {
        var query = list.ToQuery();
        if (running is not { } wanted)
        {
            return TypedResults.Ok(jobs.List(query));
        }

        var all = jobs.List(new ListQuery(Search: query.Search)).Items.Where(job => (job.State == JobState.Running) == wanted).ToList();
        return TypedResults.Ok(query.Slice(all));
    }

    /// <summary>Tells how far a job is.</summary>
    private static Results<Ok<JobResponse>, FailureResult> Get(Guid job, JobService jobs) => jobs.Find(job).ToOk();

    /// <summary>Ends a job that runs.</summary>
    /// <remarks>It ends where it can; what it has done stays done. A job that has ended stays as it is.</remarks>
    private static async Task<Results<Ok<JobResponse>, FailureResult>> CancelAsync(Guid job, Actor actor, JobService jobs, CancellationToken cancellationToken) =>
        (await jobs.CancelAsync(actor, job, cancellationToken)).ToOk();
}
