using System.Net;
using System.Security.Cryptography;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Secrets;
using DittoFs.Web.ControlPlane.Stores;
using DittoFs.Web.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.ControlPlane;

/// <summary>A new master key, and a crash at every step on the way to it.</summary>
public sealed class MasterKeyRotationTests
{
    private const string SecretKey = "the bucket's secret key";

    [Fact]
    public async Task Rotate_SealsEverythingWithANewKey()
    {
        await using var application = await StartAsync();
        var administrator = await ApiTestClient.SignInAsync(application);
        var before = ReadKey(application);

        var answer = await administrator.PostAsync("system/rotate-master-key");

        Assert.Equal(new MasterKeyRotationResponse(2, 0), answer.As<MasterKeyRotationResponse>());
        Assert.NotEqual(before, ReadKey(application));
        await AssertReadableAsync(application);
        await application.RestartAsync();
        await AssertReadableAsync(application);
        await using var context = application.Services.GetRequiredService<ControlPlaneDatabase>().CreateDbContext();
        var user = await context.Users.SingleAsync(row => row.UserName == "admin");
        Assert.Null(SecretBox.Open(before, user.NtHash!, SecretRows.PurposeOf(user)));
        Assert.NotNull(SecretBox.Open(ReadKey(application), user.NtHash!, SecretRows.PurposeOf(user)));
    }

    /// <summary>The steps that a crash may come behind: the new key is on disk; the rows are saved; the key has its name.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Crash_BehindAStep_LeavesEverythingReadableAndIsGoneOnWith(int steps)
    {
        await using var application = await StartAsync();
        var before = ReadKey(application);
        var keys = application.Services.GetRequiredService<MasterKeys>();
        keys.Prepare();
        if (steps >= 2)
        {
            Assert.True((await application.Services.GetRequiredService<MasterKeyRotation>().ResealAsync(Actor.Server, default)).IsSuccess);
        }

        if (steps >= 3)
        {
            keys.Finish();
        }

        Assert.Equal(steps < 3, File.Exists(NextOf(application)));
        await AssertReadableAsync(application);

        await application.RestartAsync();

        await AssertReadableAsync(application);
        Assert.False(File.Exists(NextOf(application)));
        Assert.NotEqual(before, ReadKey(application));
        Assert.DoesNotContain(application.Log.Lines, line => line.Event == 3019);
    }

    [Fact]
    public async Task Key_FromOutside_TakesSecretsOverAndIsReplacedByAStart()
    {
        await using var application = await StartAsync();
        var (first, second) = (Path.Combine(application.DataDirectory, "first"), Path.Combine(application.DataDirectory, "second"));
        File.WriteAllBytes(first, RandomNumberGenerator.GetBytes(MasterKeys.KeyBytes));
        File.WriteAllText(second, Convert.ToHexString(RandomNumberGenerator.GetBytes(MasterKeys.KeyBytes)) + "\n");

        await application.RestartAsync(arguments => arguments with { Environment = arguments.Environment.Add(MasterKeys.FileVariable, first) });
        await AssertReadableAsync(application);
        Assert.False(File.Exists(Path.Combine(application.DataDirectory, "master-key")));
        var refused = await (await ApiTestClient.SignInAsync(application)).PostAsync("system/rotate-master-key");
        Assert.Equal((HttpStatusCode.Conflict, "master_key_external"), (refused.Status, refused.Code));

        await application.RestartAsync(arguments => arguments with
        {
            Environment = arguments.Environment.Add(MasterKeys.FileVariable, second).Add(MasterKeys.PreviousFileVariable, first),
        });
        await AssertReadableAsync(application);
        await application.RestartAsync(arguments => arguments with { Environment = arguments.Environment.Add(MasterKeys.FileVariable, second) });
        await AssertReadableAsync(application);
        Assert.DoesNotContain(application.Log.Lines, line => line.Event == 3019);
    }

    [Fact]
    public async Task Key_ThatIsLost_IsSaidAtTheStart()
    {
        await using var application = await StartAsync();
        await application.StopAsync();
        File.WriteAllBytes(Path.Combine(application.DataDirectory, "master-key"), RandomNumberGenerator.GetBytes(MasterKeys.KeyBytes));

        await application.RestartAsync();

        Assert.Contains(application.Log.Lines, line => line.Event == 3019 && line.Text.StartsWith("2 secrets", StringComparison.Ordinal));
    }

    private static async Task<DittoFsApplication> StartAsync()
    {
        var application = await DittoFsApplication.StartAsync();
        var made = await (await ApiTestClient.SignInAsync(application)).PostAsync("stores", new CreateStoreRequest
        {
            Name = "bucket",
            Use = StoreUse.Block,
            Kind = StoreKind.S3,
            Options = new Dictionary<string, string>
            {
                ["endpoint"] = "http://127.0.0.1:9", ["bucket"] = "some-bucket", ["accessKey"] = "key", [S3Options.SecretKey] = SecretKey,
            },
        });
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        return application;
    }

    private static byte[] ReadKey(DittoFsApplication application) => File.ReadAllBytes(Path.Combine(application.DataDirectory, "master-key"));

    private static string NextOf(DittoFsApplication application) => Path.Combine(application.DataDirectory, "master-key.next");

    private static async Task AssertReadableAsync(DittoFsApplication application)
    {
        await using var context = application.Services.GetRequiredService<ControlPlaneDatabase>().CreateDbContext();
        Assert.NotNull(application.Services.GetRequiredService<PasswordService>().ReadNtHash(await context.Users.SingleAsync(user => user.UserName == "admin")));
        Assert.Equal(SecretKey, application.Services.GetRequiredService<StoreSecrets>().ReadLocation(await context.Stores.SingleAsync(store => store.Name == "bucket"))!.SecretKey);
    }
}
