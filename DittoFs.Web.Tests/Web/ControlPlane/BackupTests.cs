using System.Net;
using System.Text;
using DittoFs.Storage.Dumps;
using DittoFs.Storage.Metadata;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Backups;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.Hosting.Cli.Running;
using DittoFs.Web.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.ControlPlane;

/// <summary>What a backup brings back, and what it refuses.</summary>
public sealed class BackupTests : IDisposable
{
    private const string Passphrase = "correct horse battery";

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Databases => TestDatabases.All;

    public void Dispose() => _directory.Dispose();

    [Theory, MemberData(nameof(Databases))]
    public async Task Restore_OnAWipedDirectory_BringsEverythingBack(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var administrator = await ApiTestClient.SignInAsync(application);
        await administrator.CreateUserAsync("alice", 1001);
        await administrator.PostAsync("groups", new CreateGroupRequest { Name = "staff", Gid = 5000 });
        await administrator.PutAsync("groups/staff/members/alice");
        await administrator.CreateShareAsync("projects");
        await administrator.PutAsync("shares/projects/permissions/groups/staff", new SetPermissionRequest { Permission = PermissionLevel.ReadWrite });
        await administrator.DeleteAsync("shares/projects");
        await administrator.PostAsync("shares", new CreateShareRequest { Name = "projects" });
        var file = await MakeAsync(application);
        await administrator.CreateUserAsync("bob", 1002);
        var id = (await administrator.GetAsync("shares/export")).As<ShareResponse>().Id;
        var superblock = await ReadHandleKeyAsync(application, id);
        await application.StopAsync();

        // Connections that wait for their next use would go on with the file that is deleted.
        SqliteConnection.ClearAllPools();
        foreach (var name in (string[])["metadata", "wal"])
        {
            Directory.Delete(Path.Combine(application.DataDirectory, name), recursive: true);
        }

        foreach (var name in (string[])["master-key", "token-signing-key", "server-guid", "control.db", "control.db-wal", "control.db-shm"])
        {
            File.Delete(Path.Combine(application.DataDirectory, name));
        }

        // PostgreSQL: into the database that has other rows by now.
        var restored = await RestoreAsync(application, file, Passphrase);
        Assert.Equal(["export", "projects"], restored.Shares.Select(share => share.Name.Trim('/')).Order());
        Assert.All(restored.Shares, share => Assert.Equal(LoadOutcome.Loaded, share.Report.Outcome));
        await application.RestartAsync(_ => application.Arguments with { QuickStart = null });

        Assert.Equal(superblock, await ReadHandleKeyAsync(application, id));
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync("auth/me")).Status);
        var alice = await ApiTestClient.SignInAsync(application, "alice", ApiTestClient.PasswordOf("alice"));
        Assert.Equal("alice", (await alice.GetAsync("auth/me")).As<UserResponse>().UserName);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetAsync("users/bob")).Status);
        Assert.Equal("alice", Assert.Single((await administrator.GetAsync("groups/staff/members")).As<Page<MemberResponse>>().Items).UserName);
        Assert.Equal(2, (await administrator.GetAsync("shares")).As<Page<ShareResponse>>().Total);
        Assert.Single((await administrator.GetAsync("deleted-shares")).As<Page<DeletedShareResponse>>().Items);
        Assert.Contains((await administrator.GetAsync("audit?search=backup.restore")).As<Page<AuditResponse>>().Items, row => row.Actor == "tester");
        await using var context = application.Services.GetRequiredService<ControlPlaneDatabase>().CreateDbContext();
        Assert.NotNull(application.Services.GetRequiredService<PasswordService>().ReadNtHash(await context.Users.SingleAsync(user => user.UserName == "admin")));
    }

    [Fact]
    public async Task Backup_HasNoSecretInTheClear()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var content = await File.ReadAllBytesAsync(await MakeAsync(application));

        Assert.Equal(-1, content.AsSpan().IndexOf(File.ReadAllBytes(Path.Combine(application.DataDirectory, "master-key"))));
        Assert.Equal(-1, content.AsSpan().IndexOf("admin"u8));
        Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Convert.ToBase64String(File.ReadAllBytes(Path.Combine(application.DataDirectory, "master-key"))))));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(application.DataDirectory, "run"), "backup-*"));
    }

    [Fact]
    public async Task Restore_OfWhatIsNotWhole_ChangesNothing()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var file = await MakeAsync(application);
        await application.StopAsync();
        var good = await File.ReadAllBytesAsync(file);

        await AssertRefusedAsync(good, "another passphrase", "The passphrase is wrong");
        await AssertRefusedAsync(good[..^1], Passphrase, "it was cut");
        await AssertRefusedAsync([.. good[..^1], (byte)(good[^1] ^ 1)], Passphrase, "damaged");
        await AssertRefusedAsync([.. good[..60], (byte)(good[60] ^ 1), .. good[61..]], Passphrase, "damaged");
        await AssertRefusedAsync(Encoding.UTF8.GetBytes(new string('x', 100)), Passphrase, "This is no backup");

        await application.RestartAsync();
        Assert.NotNull((await ApiTestClient.SignInAsync(application)).Tokens);

        async Task AssertRefusedAsync(byte[] content, string passphrase, string reason)
        {
            var damaged = _directory.Combine("damaged");
            await File.WriteAllBytesAsync(damaged, content);
            var exception = await Assert.ThrowsAsync<InvalidDataException>(() => RestoreAsync(application, damaged, passphrase));
            Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Metadata_ThatAreThere_AreKept_AndABackupMayHaveNone()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var file = await MakeAsync(application);
        var without = await MakeAsync(application, new CreateBackupRequest { Passphrase = Passphrase, Shares = [] }, "without");
        using (var client = new ControlSocketClient(application.DataDirectory))
        {
            using var unknown = await client.Http.PostAsync(
                new Uri("api/v1/backups", UriKind.Relative), System.Net.Http.Json.JsonContent.Create(new CreateBackupRequest { Passphrase = Passphrase, Shares = ["nowhere"] }));
            Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        }

        await application.StopAsync();
        Assert.Equal(LoadOutcome.Kept, Assert.Single((await RestoreAsync(application, file, Passphrase)).Shares).Report.Outcome);
        Assert.Equal(LoadOutcome.Loaded, Assert.Single((await RestoreAsync(application, file, Passphrase, RestoredMetadata.Replace)).Shares).Report.Outcome);
        Assert.Empty((await RestoreAsync(application, file, Passphrase, RestoredMetadata.None)).Shares);
        Assert.Empty((await RestoreAsync(application, without, Passphrase)).Shares);
        await application.RestartAsync();
        Assert.NotNull((await ApiTestClient.SignInAsync(application)).Tokens);
    }

    [Fact]
    public async Task Backup_OfMoreThanAFrame_IsRead()
    {
        var content = Enumerable.Range(0, 5000).Select(number => $"{{\"number\":{number},\"text\":\"{new string('t', number % 100)}\"}}").ToList();
        await using var target = new MemoryStream();
        using (var lines = new BackupWriteStream(target, Passphrase))
        {
            await lines.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', content) + "\n"), default);
            await lines.CompleteAsync(default);
        }

        target.Position = 0;
        var read = new List<string>();
        await foreach (var line in BackupLines.ReadAsync(target, Passphrase, default))
        {
            read.Add(line.GetRawText());
        }

        Assert.Equal(content, read);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Migration_IsPrecededByACopy(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var backups = Path.Combine(application.DataDirectory, "backups");
        Assert.False(Directory.Exists(backups));
        var control = application.Services.GetRequiredService<ControlPlaneDatabase>();
        await using var context = control.CreateDbContext();
        var migrations = context.Database.GetMigrations().ToList();
        await context.GetService<IMigrator>().MigrateAsync(migrations[^2]);

        Assert.Equal([migrations[^1]], await control.MigrateAsync(default));

        var copy = new FileInfo(Assert.Single(Directory.GetFiles(backups)));
        Assert.StartsWith($"control-before-{migrations[^1]}", copy.Name, StringComparison.Ordinal);
        Assert.True(copy.Length > 1000);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, copy.UnixFileMode);
    }

    private Task<string> MakeAsync(DittoFsApplication application) => MakeAsync(application, new CreateBackupRequest { Passphrase = Passphrase }, "backup");

    private async Task<string> MakeAsync(DittoFsApplication application, CreateBackupRequest request, string name)
    {
        using var client = new ControlSocketClient(application.DataDirectory);
        using var answer = await client.Http.PostAsync(new Uri("api/v1/backups", UriKind.Relative), System.Net.Http.Json.JsonContent.Create(request));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var file = _directory.Combine(name);
        await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync());
        return file;
    }

    /// <summary>The key of a share's handles, out of a dump of its metadata.</summary>
    private static async Task<string> ReadHandleKeyAsync(DittoFsApplication application, Guid share)
    {
        using var client = new ControlSocketClient(application.DataDirectory);
        var dump = await client.Http.GetByteArrayAsync(new Uri($"api/v1/shares/{share}/metadata", UriKind.Relative));
        var batch = MutationBatch.FromEncoded(new ShareId(share), dump.AsSpan(DumpFileFrame.FileHeadBytes + DumpFileFrame.HeadBytes));
        var reader = batch.Read();
        Assert.True(reader.MoveNext());
        Assert.True(ShareSuperblockCodec.TryRead(reader.Body.Span, out var superblock));
        return Convert.ToHexString(superblock.HandleKey.Span);
    }

    private static async Task<RestoreReport> RestoreAsync(DittoFsApplication application, string file, string passphrase, RestoredMetadata metadata = RestoredMetadata.WhereMissing)
    {
        await using var server = OfflineServer.Open(application.Arguments);
        await using var source = File.OpenRead(file);
        return await ActivatorUtilities.CreateInstance<RestoreService>(server.Services).RunAsync(
            new Actor("tester", null, null), source, passphrase, metadata, server.StartStorageAsync, default);
    }
}
