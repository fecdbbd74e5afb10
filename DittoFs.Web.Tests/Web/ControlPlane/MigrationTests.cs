using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.ControlPlane;

public sealed class MigrationTests
{
    public static TheoryData<string> Databases => TestDatabases.All;

    [Theory, MemberData(nameof(Databases))]
    public async Task Migrations_BringTheDatabaseToTheModel(string database)
    {
        await using var application = await TestDatabases.StartAsync(database);
        await using var context = application.Services.GetRequiredService<ControlPlaneDatabase>().CreateDbContext();

        Assert.False(context.Database.HasPendingModelChanges());
        Assert.Empty(await context.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public async Task Sqlite_KeepsAWriteAheadLogForItsOwnerAlone()
    {
        await using var application = await DittoFsApplication.StartAsync();
        await using var context = application.Services.GetRequiredService<ControlPlaneDatabase>().CreateDbContext();

        Assert.Equal("wal", (await context.Database.SqlQueryRaw<string>("PRAGMA journal_mode").ToListAsync())[0]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(application.DataDirectory, ControlPlaneDatabase.FileName)));
    }
}
