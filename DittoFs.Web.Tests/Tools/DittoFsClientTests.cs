extern alias client;

using System.Net;
using client::DittoFs.Client;
using client::DittoFs.Client.Problems;
using client::DittoFs.Client.Session;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Tools;

public sealed class DittoFsClientTests : IDisposable
{
    private const string NoUsers = """{"items":[],"total":0,"offset":0,"limit":1000}""";
    private const string NewTokens =
        """{"accessToken":"access-2","accessTokenExpiresAt":"2030-01-01T02:00:00Z","refreshToken":"refresh-2","refreshTokenExpiresAt":"2030-01-09T00:00:00Z","mustChangePassword":false}""";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly StubServer _server = new();
    private readonly MemorySessionStore _session;
    private readonly DittoFsClient _client;

    public DittoFsClientTests()
    {
        _session = new MemorySessionStore(new SessionTokens("access-1", At(hours: 1), "refresh-1", At(hours: 100)));
        _client = new DittoFsClient(new Uri("https://host/prefix"), _session, _server, _clock);
    }

    [Fact]
    public async Task Call_WithAGoodToken_IsSignedWithIt()
    {
        _server.Answer(NoUsers);

        Assert.Empty(await _client.Users.ListAsync("a&b", CancellationToken.None));

        Assert.Equal([new StubCall("GET /prefix/api/v1/users?search=a%26b&limit=1000&offset=0", "", "access-1")], _server.Calls);
    }

    [Fact]
    public async Task Call_ShortlyBeforeTheTokenEnds_RenewsItFirst()
    {
        _clock.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromSeconds(29));
        _server.Answer(NewTokens).Answer(NoUsers);

        await _client.Users.ListAsync(null, CancellationToken.None);

        Assert.Equal(new StubCall("POST /prefix/api/v1/auth/refresh", """{"refreshToken":"refresh-1"}""", null), _server.Calls[0]);
        Assert.Equal("access-2", _server.Calls[1].Token);
        Assert.Equal("refresh-2", _session.Current!.RefreshToken);
    }

    [Fact]
    public async Task Call_ThatIsRefusedAsUnauthenticated_IsSentAgainWithANewToken()
    {
        _server.Refuse(HttpStatusCode.Unauthorized, "unauthenticated", "Sign in.").Answer(NewTokens).Answer(NoUsers);

        await _client.Users.ListAsync(null, CancellationToken.None);

        Assert.Equal(["access-1", null, "access-2"], _server.Calls.Select(call => call.Token));
    }

    [Fact]
    public async Task Call_ThatIsRefusedTwice_EndsInTheProblem()
    {
        _server.Refuse(HttpStatusCode.Unauthorized, "unauthenticated", "Sign in.")
            .Refuse(HttpStatusCode.Unauthorized, "refresh_token_invalid", "The session is over.");

        var problem = (await Assert.ThrowsAsync<ApiException>(() => _client.Users.ListAsync(null, CancellationToken.None))).Problem;

        Assert.Equal(("refresh_token_invalid", Remedy.SignIn), (problem.Code, problem.Remedy));
    }

    [Fact]
    public async Task List_OfSeveralPages_HasThemAll()
    {
        _server.Answer(GroupPage("a", total: 2)).Answer(GroupPage("b", total: 2));

        var groups = await _client.Groups.ListAsync(null, CancellationToken.None);

        Assert.Equal(["a", "b"], groups.Select(group => group.Name));
        Assert.Equal(["limit=1000&offset=0", "limit=1000&offset=1"], _server.Calls.Select(call => call.Line.Split('?')[1]));
    }

    [Fact]
    public async Task List_ThatShrinksMeanwhile_Ends()
    {
        _server.Answer(GroupPage("a", total: 2)).Answer("""{"items":[],"total":1,"offset":1,"limit":1000}""");

        Assert.Single(await _client.Groups.ListAsync(null, CancellationToken.None));
    }

    [Theory]
    [InlineData(400, "validation", Remedy.CorrectRequest)]
    [InlineData(403, "forbidden", Remedy.AskAdministrator)]
    [InlineData(403, "password_change_required", Remedy.ChangePassword)]
    [InlineData(403, "password_wrong", Remedy.CorrectRequest)]
    [InlineData(404, "user_unknown", Remedy.CheckName)]
    [InlineData(409, "last_administrator", Remedy.ReadAgain)]
    [InlineData(429, "sign_in_throttled", Remedy.TryLater)]
    [InlineData(500, "server_fault", Remedy.ReadServerLog)]
    public async Task Problem_OfEachKind_SaysWhatCanBeDone(int status, string code, Remedy remedy)
    {
        _server.Refuse((HttpStatusCode)status, code, "So it is.", """{"gid":["Too large."]}""", TimeSpan.FromSeconds(7));

        var problem = (await Assert.ThrowsAsync<ApiException>(() => _client.Users.DeleteAsync("alice", CancellationToken.None))).Problem;

        Assert.Equal((status, code, "So it is.", remedy), ((int)problem.Status, problem.Code, problem.Message, problem.Remedy));
        Assert.Equal(TimeSpan.FromSeconds(7), problem.RetryAfter);
        Assert.Equal(["Too large."], problem.Fields["gid"]);
    }

    [Fact]
    public async Task Problem_WithoutADocument_TellsTheStatus()
    {
        _server.Answer("<html>proxy</html>", HttpStatusCode.BadGateway, "text/html");

        var problem = (await Assert.ThrowsAsync<ApiException>(() => _client.Auth.GetMeAsync(CancellationToken.None))).Problem;

        Assert.Equal(("http_502", "The server answered 502 Bad Gateway.", Remedy.TryLater), (problem.Code, problem.Message, problem.Remedy));
    }

    [Fact]
    public async Task Server_ThatIsSomethingElse_IsNoServer()
    {
        _server.Answer("<html>hello</html>", type: "text/html");

        await Assert.ThrowsAsync<NoServerException>(() => _client.Auth.GetMeAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Names_WithSlashes_StayOneSegment()
    {
        _server.Answer("", HttpStatusCode.NoContent);

        await _client.Groups.AddMemberAsync("../users", "a/b?c", CancellationToken.None);

        Assert.Equal("PUT /prefix/api/v1/groups/..%2Fusers/members/a%2Fb%3Fc", _server.Calls[0].Line);
    }

    [Fact]
    public async Task Renewals_AtATime_RefreshOnce()
    {
        var stale = _session.Current!;
        var refreshes = 0;

        var renewed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _session.RenewAsync(
            stale,
            async (tokens, _) =>
            {
                Interlocked.Increment(ref refreshes);
                await Task.Yield();
                return tokens with { AccessToken = "access-2" };
            },
            CancellationToken.None)));

        Assert.Equal(1, refreshes);
        Assert.All(renewed, tokens => Assert.Equal("access-2", tokens.AccessToken));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _session.Dispose();
        _server.Dispose();
    }

    private DateTime At(int hours) => _clock.GetUtcNow().UtcDateTime.AddHours(hours);

    private static string GroupPage(string name, int total) =>
        $$"""{"items":[{"id":"11111111-1111-1111-1111-111111111111","name":"{{name}}","gid":1,"description":"","memberCount":0,"version":"1"}],"total":{{total}},"offset":0,"limit":1000}""";
}
