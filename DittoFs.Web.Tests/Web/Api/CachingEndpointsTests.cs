using System.Net;
using DittoFs.Protocols.Nfs.V3;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Jobs;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class CachingEndpointsTests
{
    [Fact]
    public async Task Log_WithBytesOfAClient_IsFlushedByAJob()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateShareAsync("busy", PermissionLevel.ReadWrite);
        await WriteAsync(application, "/busy", 100_000);

        var wal = (await api.GetAsync("wal")).As<WalResponse>();
        Assert.True(wal is { BudgetBytes: > 0, Segments: > 0, SegmentsMax: > 1, Failure: null, CleanBytes: > 0, LastSequence: > 0 });
        Assert.True(wal.DurableSequence <= wal.LastSequence);
        Assert.Contains(wal.Shares, share => share is { Share: "busy", BudgetBytes: > 0 });

        var begun = await api.PostAsync("wal/flush", new FlushRequest { Share = "BUSY" });
        Assert.Equal(HttpStatusCode.Accepted, begun.Status);
        var job = await EndAsync(api, begun.As<JobResponse>());
        Assert.Equal((JobState.Done, "wal.flush", "busy", "admin", job.Total), (job.State, job.Kind, job.Subject, job.StartedBy, job.Done));
        Assert.NotNull(job.FinishedAt);

        var upload = (await api.GetAsync("uploads?search=bus")).As<Page<UploadResponse>>().Items.Single();
        Assert.True(upload is { Share: "busy", BlocksUnderWay: 0, QueuedBytes: 0, OldestSeconds: 0, Failure: null, Bytes: >= 100_000, Blocks: > 0 }, $"{upload}");
        Assert.Equal(0, (await api.GetAsync("wal")).As<WalResponse>().DirtyBytes);
        Assert.Contains((await api.GetAsync("audit?search=wal.flush")).As<Page<AuditResponse>>().Items, entry => entry.Subject == "busy");
        (await api.PostAsync("wal/flush", new FlushRequest { Share = "nowhere" })).AssertProblem(HttpStatusCode.NotFound, "share_unknown");
        Assert.Equal(JobState.Done, (await EndAsync(api, (await api.PostAsync("wal/flush", new FlushRequest())).As<JobResponse>())).State);
    }

    [Fact]
    public async Task Caches_AreTold_AndEvictedByAdministratorsOnly()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateUserAsync("olga", 1500, AccountRole.Operator);
        var olga = await ApiTestClient.SignInAsync(application, "olga", ApiTestClient.PasswordOf("olga"));

        var cache = (await olga.GetAsync("cache")).As<CacheResponse>();
        Assert.Equal([CacheTier.Memory, CacheTier.Disk], cache.Tiers.Select(tier => tier.Tier));
        Assert.All(cache.Tiers, tier => Assert.True(tier.BytesMax > 0));
        Assert.Null(cache.Reads.HitRatio);
        Assert.Empty(cache.Shares);
        Assert.Equal(HttpStatusCode.Forbidden, (await olga.PostAsync("cache/evict", new EvictCacheRequest())).Status);
        Assert.Equal(new EvictedResponse(0, 0), (await api.PostAsync("cache/evict", new EvictCacheRequest { Tier = CacheTier.Memory })).As<EvictedResponse>());
        Assert.Equal("memory", (await api.GetAsync("audit?search=cache.evict")).As<Page<AuditResponse>>().Items.Single().Subject);
    }

    [Fact]
    public async Task Job_IsListedAndEnded_AndFaultsAndFailuresAreTold()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        var jobs = application.Services.GetRequiredService<JobService>();
        var endless = jobs.Start(Actor.Server, "test.wait", "for ever", "blocks", async (run, token) =>
        {
            run.Report(5, 10);
            await Task.Delay(Timeout.Infinite, token);
            return null;
        });
        var failing = jobs.Start(Actor.Server, "test.fail", "at once", "blocks", (_, _) => Task.FromResult<string?>("The disk is full."));
        var faulty = jobs.Start(Actor.Server, "test.fault", "at once", "blocks", (_, _) => throw new InvalidOperationException("a bug"));

        Assert.Equal("The disk is full.", (await EndAsync(api, failing)).Reason);
        Assert.Contains("a bug", (await EndAsync(api, faulty)).Reason, StringComparison.Ordinal);
        Assert.Equal([endless.Id], (await api.GetAsync("jobs?running=true")).As<Page<JobResponse>>().Items.Select(job => job.Id));
        Assert.Equal([faulty.Id, failing.Id], (await api.GetAsync("jobs?running=false&search=test")).As<Page<JobResponse>>().Items.Select(job => job.Id));

        (await api.DeleteAsync($"jobs/{endless.Id}")).As<JobResponse>();

        Assert.Equal(JobState.Cancelled, (await EndAsync(api, endless)).State);
        Assert.Equal(JobState.Cancelled, (await api.DeleteAsync($"jobs/{endless.Id}")).As<JobResponse>().State);
        (await api.GetAsync($"jobs/{Guid.Empty}")).AssertProblem(HttpStatusCode.NotFound, "job_unknown");
        (await api.DeleteAsync($"jobs/{Guid.Empty}")).AssertProblem(HttpStatusCode.NotFound, "job_unknown");
    }

    [Fact]
    public async Task Collection_IsAJobToo()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);

        await api.PostAsync("stores/block/local/collect?dryRun=true");

        var job = await EndAsync(api, (await api.GetAsync("jobs?search=store.collect")).As<Page<JobResponse>>().Items.Single());
        Assert.Equal((JobState.Done, "local", "blocks"), (job.State, job.Subject, job.Unit));
    }

    private static async Task<JobResponse> EndAsync(ApiTestClient api, JobResponse job)
    {
        while (job.State == JobState.Running)
        {
            job = (await api.GetAsync($"jobs/{job.Id}")).As<JobResponse>();
        }

        return job;
    }

    private static async Task WriteAsync(DittoFsApplication application, string path, int length)
    {
        await using var client = await NfsTestClient.ConnectAsync(application.EndpointOf("nfs"));
        var root = (await client.MountAsync(path)).Handle!;
        var file = (await client.CreateAsync(root, "file")).Handle!;
        Assert.Equal(NfsV3Status.Ok, (await client.WriteAsync(file, 0, new byte[length])).Status);
    }
}
