using System.Net;
using DittoFs.Storage;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class KeptBackupsEndpointsTests
{
    private const string Passphrase = "a long passphrase";

    [Fact]
    public async Task Backup_IsMadeInTheBackgroundListedInspectedAndRemoved()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        (await api.PostAsync("shares", new CreateShareRequest { Name = "first" })).As<ShareResponse>();

        var job = (await api.PostAsync("backups/kept", new CreateBackupRequest { Passphrase = Passphrase })).As<JobResponse>();
        while (job.State == JobState.Running)
        {
            await Task.Delay(20);
            job = (await api.GetAsync($"jobs/{job.Id}")).As<JobResponse>();
        }

        Assert.Equal(JobState.Done, job.State);
        var kept = Assert.Single((await api.GetAsync("backups/kept")).As<IReadOnlyList<BackupResponse>>());
        Assert.Equal(job.Subject, kept.Name);
        Assert.Equal(job.Done, kept.Bytes);
        var content = (await api.PostAsync($"backups/kept/{kept.Name}/inspect", new CreateBackupRequest { Passphrase = Passphrase })).As<BackupContentResponse>();
        var shares = content.Parts.Single(part => part.Name == "Shares");
        Assert.Equal(shares.Now, shares.InBackup);
        Assert.NotEqual(0, shares.InBackup);
        (await api.PostAsync($"backups/kept/{kept.Name}/inspect", new CreateBackupRequest { Passphrase = "another passphrase" })).AssertProblem(HttpStatusCode.BadRequest, "validation");

        (await api.DeleteAsync($"backups/kept/{kept.Name}")).AssertDone();

        Assert.Empty((await api.GetAsync("backups/kept")).As<IReadOnlyList<BackupResponse>>());
        (await api.DeleteAsync($"backups/kept/{kept.Name}")).AssertProblem(HttpStatusCode.NotFound, "backup_unknown");
    }

    [Fact]
    public async Task Backup_WithAShareThatIsNone_Fails()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);

        var job = (await api.PostAsync("backups/kept", new CreateBackupRequest { Passphrase = Passphrase, Shares = ["nothing"] })).As<JobResponse>();
        while (job.State == JobState.Running)
        {
            await Task.Delay(20);
            job = (await api.GetAsync($"jobs/{job.Id}")).As<JobResponse>();
        }

        Assert.Equal(JobState.Failed, job.State);
        Assert.Contains("nothing", job.Reason, StringComparison.Ordinal);
        Assert.Empty((await api.GetAsync("backups/kept")).As<IReadOnlyList<BackupResponse>>());
    }

    [Fact]
    public async Task Names_LeadToBackupsAlone()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        var data = application.Services.GetRequiredService<StorageOptions>().DataDirectory;
        Directory.CreateDirectory(Path.Combine(data, "backups"));
        await File.WriteAllTextAsync(Path.Combine(data, "backups", "other.backup"), "x");

        Assert.Empty((await api.GetAsync("backups/kept")).As<IReadOnlyList<BackupResponse>>());
        (await api.DeleteAsync("backups/kept/other.backup")).AssertProblem(HttpStatusCode.NotFound, "backup_unknown");
        (await api.DeleteAsync("backups/kept/..%2Fserver-guid")).AssertProblem(HttpStatusCode.NotFound, "backup_unknown");
        (await api.PostAsync("backups/kept", new CreateBackupRequest { Passphrase = "short" })).AssertProblem(HttpStatusCode.BadRequest, "validation");
    }
}
