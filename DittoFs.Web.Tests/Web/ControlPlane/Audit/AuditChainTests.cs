using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.ControlPlane.Audit;

/// <summary>Whoever changes the log behind the server's back is found.</summary>
public sealed class AuditChainTests
{
    public static TheoryData<string> Databases => TestDatabases.All;

    public static TheoryData<string> Changes => new(
        "\"Time\" = '2020-01-01 00:00:00'", "\"Actor\" = 'somebody'", "\"ActorId\" = NULL", "\"Address\" = '10.0.0.1'", "\"Via\" = 'console'", "\"Action\" = 'user.delete'",
        "\"Subject\" = 'nobody'", "\"Succeeded\" = 0", "\"Detail\" = NULL", "\"Before\" = '[]'", "\"After\" = NULL", "\"Hash\" = NULL", "\"Sequence\" = 400");

    [Theory, MemberData(nameof(Databases))]
    public async Task Verify_OfAnUntouchedLog_IsValid(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await LogSomethingAsync(application);

        var result = await VerifyAsync(api);

        Assert.True(result.Valid, result.Reason);
        Assert.Equal((await api.GetAsync("audit")).As<Page<AuditResponse>>().Total, result.Entries);
        Assert.True((await VerifyAsync(api, result.Head)).Valid);
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task Verify_AfterAChangeOfAnyField_NamesTheEntry(string change)
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await LogSomethingAsync(application);
        await ExecuteAsync(application, $"UPDATE \"Audit\" SET {change} WHERE \"Sequence\" = 4");

        var result = await VerifyAsync(api);

        Assert.False(result.Valid);
        Assert.Equal(change.Contains("Sequence", StringComparison.Ordinal) ? (4L, null) : (4L, 4L), (result.BrokenSequence, result.BrokenId));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Verify_AfterADeletion_NamesTheGap(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await LogSomethingAsync(application);
        await ExecuteAsync(application, "DELETE FROM \"Audit\" WHERE \"Sequence\" IN (3, 4)");

        var result = await VerifyAsync(api);

        Assert.Equal((false, 3L, null, "Entries 3 to 4 are missing."), (result.Valid, result.BrokenSequence, result.BrokenId, result.Reason));
    }

    [Fact]
    public async Task Verify_AfterAnEntryWasPutInBesideTheChain_NamesIt()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await LogSomethingAsync(application);
        await ExecuteAsync(application, "INSERT INTO \"Audit\" (\"Time\", \"Actor\", \"Action\", \"Subject\", \"Succeeded\") VALUES ('2026-01-01 00:00:00', 'alice', 'user.delete', 'bob', 1)");

        var result = await VerifyAsync(api);

        Assert.Equal((false, (await api.GetAsync("audit")).As<Page<AuditResponse>>().Items[0].Id), (result.Valid, result.BrokenId));
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Verify_AfterTheEndWasCutOff_SaysSo_AlsoAfterARestartAndNewEntries(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await LogSomethingAsync(application);
        var end = (await VerifyAsync(api)).Entries;
        await ExecuteAsync(application, "DELETE FROM \"Audit\" WHERE \"Sequence\" > 3");

        Assert.Equal((false, 4L), await BrokenAsync(api));
        await application.RestartAsync(_ => application.Arguments);
        api = await ApiTestClient.SignInAsync(application);
        Assert.Equal((false, 4L), await BrokenAsync(api));
        Assert.Equal($"Entries 4 to {end} are missing.", (await VerifyAsync(api)).Reason);
    }

    [Fact]
    public async Task Verify_AfterAllWasDeleted_SaysSo()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await LogSomethingAsync(application);
        await ExecuteAsync(application, "DELETE FROM \"Audit\"");

        Assert.Equal((false, 1L), await BrokenAsync(api));
    }

    [Fact]
    public async Task Verify_AfterTheWholeChainWasWrittenAnew_IsFoundByTheHeadOutsideOfTheDatabase()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await LogSomethingAsync(application);
        await ForgeAsync(application);

        var result = await VerifyAsync(api);

        Assert.False(result.Valid);
        Assert.Contains("written anew", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AgainstAKeptHead_FindsWhatWasWrittenAnewWithTheHeadFile()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await LogSomethingAsync(application);
        var kept = (await VerifyAsync(api)).Head;
        var forged = await ForgeAsync(application);
        await File.WriteAllTextAsync(Path.Combine(application.DataDirectory, AuditHeadFile.FileName), forged.ToString());

        Assert.True((await VerifyAsync(api)).Valid);
        Assert.False((await VerifyAsync(api, kept)).Valid);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Start_ChainsTheEntriesOfAVersionThatKnewNoChain(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await LogSomethingAsync(application);
        var entries = (await VerifyAsync(api)).Entries;
        await ExecuteAsync(application, "UPDATE \"Audit\" SET \"Sequence\" = NULL, \"Hash\" = NULL, \"Via\" = NULL");
        await application.StopAsync();
        File.Delete(Path.Combine(application.DataDirectory, AuditHeadFile.FileName));
        await application.RestartAsync(_ => application.Arguments);

        var result = await VerifyAsync(await ApiTestClient.SignInAsync(application));

        Assert.True(result.Valid, result.Reason);
        Assert.True(result.Entries > entries);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Entries_OfManyAtOnce_AreOneChain(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        var audit = application.Services.GetRequiredService<AuditLog>();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => audit.NoteAsync(Actor.Server, "test", $"{i}", succeeded: true, null, CancellationToken.None)));

        var result = await VerifyAsync(api);

        Assert.True(result.Valid, result.Reason);
        Assert.Equal(40, (await api.GetAsync("audit?action=test")).As<Page<AuditResponse>>().Total);
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Text_ThatNoDatabaseKeeps_IsWrittenSoThatItsHashHolds(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        var api = await ApiTestClient.SignInAsync(application);
        await application.Services.GetRequiredService<AuditLog>().NoteAsync(
            new Actor("a\0b\ud800", null, null), "test", new string('\u00e4', 255) + "\ud83d\ude00", succeeded: false, "x\udc00", CancellationToken.None);

        Assert.True((await VerifyAsync(api)).Valid);
        Assert.Equal("a\ufffdb\ufffd", (await api.GetAsync("audit?action=test")).As<Page<AuditResponse>>().Items[0].Actor);
    }

    [Fact]
    public void Hash_IsThatOfTheDocumentedText()
    {
        var entry = new AuditEntity
        {
            Time = new DateTime(2026, 3, 1, 8, 9, 10, DateTimeKind.Utc).AddMicroseconds(12), Actor = "Jörg", Address = "10.0.0.7", Via = "rest", Action = "share.create", Subject = "a,b", Succeeded = true, Sequence = 2,
        };
        var text = $"64:{new string('0', 64)},1:2,27:2026-03-01T08:09:10.000012Z,5:Jörg,-,8:10.0.0.7,4:rest,12:share.create,3:a,b,4:true,-,-,-,";

        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(text)), AuditChain.Hash(entry, new byte[32]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5:")]
    [InlineData(":0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("5:000000000000000000000000000000000000000000000000000000000000000g")]
    [InlineData("-5:0000000000000000000000000000000000000000000000000000000000000000")]
    public void Head_ThatIsNone_IsNotRead(string text) => Assert.Null(AuditHead.Parse(text));

    private static async Task<ApiTestClient> LogSomethingAsync(DittoFsApplication application)
    {
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateUserAsync("alice", 1001);
        await api.CreateUserAsync("bob", 1002);
        await api.CreateUserAsync("carol", 1003);
        return api;
    }

    private static async Task<AuditVerificationResponse> VerifyAsync(ApiTestClient api, string? expected = null) =>
        (await api.GetAsync($"audit/verify{(expected is null ? "" : $"?expected={expected}")}")).As<AuditVerificationResponse>();

    private static async Task<(bool Valid, long? Sequence)> BrokenAsync(ApiTestClient api)
    {
        var result = await VerifyAsync(api);
        return (result.Valid, result.BrokenSequence);
    }

    private static async Task ExecuteAsync(DittoFsApplication application, string statement)
    {
        await using var context = application.Services.GetRequiredService<ControlPlaneDatabase>().CreateDbContext();
        Assert.True(await context.Database.ExecuteSqlRawAsync(statement) > 0);
    }

    // What somebody does who knows the format and can write the database: one subject changed, every hash behind it computed anew.
    private static async Task<AuditHead> ForgeAsync(DittoFsApplication application)
    {
        await ExecuteAsync(application, "UPDATE \"Audit\" SET \"Subject\" = 'forged' WHERE \"Sequence\" = 3");
        await using var context = application.Services.GetRequiredService<ControlPlaneDatabase>().CreateDbContext();
        var head = AuditHead.Empty;
        foreach (var entry in await context.Audit.AsNoTracking().OrderBy(entry => entry.Sequence).ToListAsync())
        {
            head = AuditChain.Link(entry, head);
            await context.Database.ExecuteSqlAsync($"UPDATE \"Audit\" SET \"Hash\" = {entry.Hash} WHERE \"Id\" = {entry.Id}");
        }

        Assert.Equal(head.Sequence.ToString(CultureInfo.InvariantCulture), head.ToString().Split(':')[0]);
        return head;
    }
}
