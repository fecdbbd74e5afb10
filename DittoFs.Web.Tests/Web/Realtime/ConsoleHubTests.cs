using System.Net;
using System.Text.RegularExpressions;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.Realtime;
using DittoFs.Web.Tests.Support;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.Realtime;

public sealed partial class ConsoleHubTests
{
    private const string Password = "correct horse battery staple";

    [Fact]
    public async Task Hub_WithoutASession_LetsNobodyIn()
    {
        await using var server = await DittoFsApplication.StartAsync();
        await using var connection = Connect(server, new CookieContainer());

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => connection.StartAsync());
    }

    [Fact]
    public async Task Hub_ForAnOperator_TicksEachSecondAndKnowsThePast()
    {
        await using var server = await DittoFsApplication.StartAsync();
        await using var connection = Connect(server, await SignInAsync(server, AccountRole.Operator));
        var ticked = new TaskCompletionSource<ConsoleTick>();
        connection.On<ConsoleTick>("Tick", ticked.SetResult);

        await connection.StartAsync();

        var tick = await ticked.Task;
        Assert.Contains(tick.Snapshot.Shares, share => share.Name == "export");
        var past = await connection.InvokeAsync<List<ConsoleSample>>("GetHistory", DateTimeOffset.MinValue);
        Assert.Contains(tick.Snapshot.Sample.Time, past.Select(sample => sample.Time));
    }

    [Fact]
    public async Task Hub_ForAnAccountThatOnlyUsesShares_IsClosed()
    {
        await using var server = await DittoFsApplication.StartAsync();
        await using var connection = Connect(server, await SignInAsync(server, AccountRole.User));

        await Assert.ThrowsAnyAsync<Exception>(() => connection.StartAsync());
    }

    private static HubConnection Connect(DittoFsApplication server, CookieContainer cookies) => new HubConnectionBuilder()
        .WithUrl(server.UriOf(ConsoleHub.Path), options => options.Cookies = cookies)
        .AddJsonProtocol(json => json.PayloadSerializerOptions.Converters.Add(new System.Text.Json.Serialization.JsonStringEnumConverter()))
        .Build();

    private static async Task<CookieContainer> SignInAsync(DittoFsApplication server, AccountRole role)
    {
        var made = await server.Services.GetRequiredService<UserService>()
            .CreateAsync(Actor.Server, new CreateUserRequest { UserName = "watcher", Password = Password, Role = role }, CancellationToken.None);
        Assert.True(made.IsSuccess, made.Failure?.Message);
        var cookies = new CookieContainer();
        using var browser = new HttpClient(new HttpClientHandler { CookieContainer = cookies });
        var page = await browser.GetStringAsync(server.UriOf("/sign-in"));
        var form = new Dictionary<string, string>
        {
            ["userName"] = "watcher",
            ["password"] = Password,
            ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
        };
        using var content = new FormUrlEncodedContent(form);
        (await browser.PostAsync(server.UriOf("/account/login"), content)).Dispose();
        return cookies;
    }

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]*value="([^"]+)""")]
    private static partial Regex Token();
}
