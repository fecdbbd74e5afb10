using System.Net;

namespace DittoFs.Web.Tests.Tools;

/// <summary>What commands send to a server and print of its answers.</summary>
public sealed class CtlCommandTests : IDisposable
{
    private const string Group = """{"id":"11111111-1111-1111-1111-111111111111","name":"staff","gid":5001,"description":"All\u001b[31m","memberCount":12,"version":"1"}""";
    private const string Groups =
        $$"""{"items":[{{Group}},{"id":"22222222-2222-2222-2222-222222222222","name":"a-long-name","gid":7,"description":"","memberCount":0,"version":"1"}],"total":2,"offset":0,"limit":1000}""";

    private const string Tokens =
        """{"accessToken":"a","accessTokenExpiresAt":"2031-01-01T00:00:00Z","refreshToken":"r","refreshTokenExpiresAt":"2031-01-09T00:00:00Z","mustChangePassword":true}""";

    private const string Rule = """{"id":"33333333-3333-3333-3333-333333333333","network":"10.0.0.7/32","readOnly":false}""";

    private readonly StubServer _server = new();
    private readonly CtlSession _ctl;

    public CtlCommandTests() => _ctl = new CtlSession(() => _server);

    [Theory]
    [InlineData("user update alice --role operator --uid 4294967294 --smb", "PATCH /api/v1/users/alice", """{"uid":4294967294,"role":"operator","smbAllowed":true}""")]
    [InlineData("user update --smb false alice --email ", "PATCH /api/v1/users/alice", """{"email":"","smbAllowed":false}""")]
    [InlineData("user disable alice", "POST /api/v1/users/alice/disable", "")]
    [InlineData("user delete alice -y", "DELETE /api/v1/users/alice", "")]
    [InlineData("group create staff --gid 5001", "POST /api/v1/groups", """{"name":"staff","gid":5001}""")]
    [InlineData("group add-member staff alice", "PUT /api/v1/groups/staff/members/alice", "")]
    [InlineData("group remove-member staff alice", "DELETE /api/v1/groups/staff/members/alice", "")]
    [InlineData("share update p --read-only --quota-bytes 0", "PATCH /api/v1/shares/p", """{"readOnly":true,"quotaBytes":0}""")]
    [InlineData("share update p --smb-encryption required", "PATCH /api/v1/shares/p", """{"smbEncryption":"required"}""")]
    [InlineData("share update --read-only p", "PATCH /api/v1/shares/p", """{"readOnly":true}""")]
    [InlineData("share enable p", "POST /api/v1/shares/p/enable", "")]
    [InlineData("share permission set p --user alice --level read-write", "PUT /api/v1/shares/p/permissions/users/alice", """{"permission":"read-write"}""")]
    [InlineData("share permission remove p --group staff", "DELETE /api/v1/shares/p/permissions/groups/staff", "")]
    [InlineData("share client-rule add p fd00::/8 --read-only", "POST /api/v1/shares/p/client-rules", """{"network":"fd00::/8","readOnly":true}""")]
    [InlineData("store create d --use block --kind filesystem --option path=/a=b", "POST /api/v1/stores", """{"name":"d","use":"block","kind":"filesystem","options":{"path":"/a=b"}}""")]
    [InlineData("store delete d --use metadata --yes", "DELETE /api/v1/stores/metadata/d", "")]
    [InlineData("store list --use block", "GET /api/v1/stores?use=block&limit=1000&offset=0", "")]
    [InlineData("adapter update nfs --port 0 --listen 0.0.0.0 --listen ::", "PATCH /api/v1/adapters/nfs", """{"port":0,"listenAddresses":["0.0.0.0","::"]}""")]
    [InlineData("adapter restart nfs --yes", "POST /api/v1/adapters/nfs/restart", "")]
    public async Task Command_IsSentAsItIsMeant(string line, string call, string body)
    {
        await _ctl.SignInAsync();
        _server.Refuse(HttpStatusCode.NotFound, "gone", "It is gone.");

        var result = await _ctl.RunLineAsync(line);

        Assert.Equal([new StubCall(call, body, "access-1")], _server.Calls);
        Assert.Equal((66, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("dittofsctl: It is gone. (gone)\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShareCreate_WithAllThatMatters_LeavesTheRestToTheDefaults()
    {
        await _ctl.SignInAsync();
        _server.Refuse(HttpStatusCode.Conflict, "share_exists", "Taken.");

        var result = await _ctl.RunLineAsync("share create p --client 10.0.0.0/8:ro --client ::1 --root-mode 2770 --default-permission read --squash all_to_guest");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("""
            "clientRules":[{"network":"10.0.0.0/8","readOnly":true},{"network":"::1","readOnly":false}]
            """.Trim(), _server.Calls[0].Body, StringComparison.Ordinal);
        Assert.Contains("\"squash\":\"all_to_guest\"", _server.Calls[0].Body, StringComparison.Ordinal);
        Assert.Contains("\"defaultPermission\":\"read\"", _server.Calls[0].Body, StringComparison.Ordinal);
        Assert.Contains("\"rootMode\":\"2770\"", _server.Calls[0].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("share permission set p --level read")]
    [InlineData("share permission set p --level read --user a --group b")]
    [InlineData("share permission set p --level ReadWrite --user a")]
    [InlineData("user create a --uid -1")]
    [InlineData("store create d --use block --kind filesystem --option path")]
    [InlineData("group create")]
    [InlineData("group frobnicate")]
    [InlineData("user list -o xml")]
    [InlineData("login host:8080 --user admin")]
    public async Task CommandLine_ThatMakesNoSense_IsRefusedWithoutACall(string line)
    {
        await _ctl.SignInAsync();

        var result = await _ctl.RunLineAsync(line);

        Assert.Equal((64, ""), (result.ExitCode, result.Output));
        Assert.Empty(_server.Calls);
    }

    [Fact]
    public async Task List_AsTable_IsAlignedAndHarmless()
    {
        await _ctl.SignInAsync();
        _server.Answer(Groups);

        var result = await _ctl.RunLineAsync("group list");

        Assert.Equal(
            """
            NAME          GID  MEMBERS  DESCRIPTION
            staff        5001       12  All\u001b[31m
            a-long-name     7        0  -

            """,
            result.Output);
    }

    [Theory]
    [InlineData("group list -q", "staff\na-long-name\n")]
    [InlineData("group create staff -q", "")]
    [InlineData("group create staff -o yaml", "id: \"11111111-1111-1111-1111-111111111111\"\nname: staff\ngid: 5001\ndescription: \"All\\u001b[31m\"\nmemberCount: 12\nversion: \"1\"\n")]
    public async Task Output_InOtherForms_IsForPrograms(string line, string expected)
    {
        await _ctl.SignInAsync();
        _server.Answer(line.StartsWith("group list", StringComparison.Ordinal) ? Groups : Group);

        Assert.Equal(new CtlResult(0, expected, ""), await _ctl.RunLineAsync(line));
    }

    [Theory]
    [InlineData(true, "group list", true)]
    [InlineData(true, "group list --no-color", false)]
    [InlineData(false, "group list", false)]
    public async Task Colours_AreForWhoLooksAndWantsThem(bool looks, string line, bool colours)
    {
        await _ctl.SignInAsync();
        _ctl.IsLookedAt = looks;
        _server.Answer(Groups);

        Assert.Equal(colours, (await _ctl.RunLineAsync(line)).Output.Contains('\u001b', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("y\n", 0, 1)]
    [InlineData("n\n", 1, 0)]
    [InlineData("", 1, 0)]
    public async Task Deletion_BeforeItIsDone_IsAskedAbout(string answer, int exitCode, int calls)
    {
        await _ctl.SignInAsync();
        (_ctl.Secrets, _ctl.Input) = (new Queue<string>(), answer);
        _server.Answer("", HttpStatusCode.NoContent);

        var result = await _ctl.RunLineAsync("group delete staff");

        Assert.Equal((exitCode, calls), (result.ExitCode, _server.Calls.Count));
        Assert.StartsWith("Delete the group staff? [y/N] ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deletion_WhereNobodyCanBeAsked_NeedsYes()
    {
        await _ctl.SignInAsync();

        var result = await _ctl.RunLineAsync("group delete staff");

        Assert.Equal(64, result.ExitCode);
        Assert.Contains("--yes", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_OfFields_NamesEach()
    {
        await _ctl.SignInAsync();
        _server.Refuse(HttpStatusCode.BadRequest, "validation", "Two things are wrong.", """{"name":["Too long."],"gid":["Too large."]}""");

        Assert.Equal(
            new CtlResult(65, "", "dittofsctl: Two things are wrong. (validation)\ndittofsctl: name: Too long.\ndittofsctl: gid: Too large.\n"),
            await _ctl.RunLineAsync("group create staff"));
    }

    [Fact]
    public async Task Server_ThatDoesNotAnswer_HasItsExitCode()
    {
        await _ctl.SignInAsync();
        _server.Hide();

        var result = await _ctl.RunLineAsync("whoami");

        Assert.Equal(69, result.ExitCode);
        Assert.Contains("http://stub:8080/ does not answer: Connection refused", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_WithAPipedPassword_KeepsTokensAndNoPassword()
    {
        _ctl.Input = "the secret\nmore\n";
        _server.Answer(Tokens);

        var result = await _ctl.RunLineAsync("login http://127.0.0.1:8080 --user alice");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("dittofsctl passwd", result.Error, StringComparison.Ordinal);
        Assert.Equal([new StubCall("POST /api/v1/auth/login", """{"userName":"alice","password":"the secret"}""", null)], _server.Calls);
        var context = _ctl.Contexts.Read().Find("127.0.0.1:8080")!;
        Assert.Equal(("alice", "a", "r"), (context.User, context.Tokens!.AccessToken, context.Tokens.RefreshToken));
        Assert.DoesNotContain("the secret", await File.ReadAllTextAsync(_ctl.Contexts.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_OverAnOpenNetwork_IsWarnedOf()
    {
        _ctl.Input = "the secret\n";
        _server.Answer(Tokens);

        Assert.Contains("not encrypted", (await _ctl.RunLineAsync("login http://files.example.org --user alice")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewPassword_ThatIsTypedInTwoWays_IsNotSent()
    {
        await _ctl.SignInAsync();
        _ctl.Secrets = new Queue<string>(["one password", "other password"]);

        Assert.Equal(64, (await _ctl.RunLineAsync("user create alice")).ExitCode);
        Assert.Empty(_server.Calls);
    }

    [Fact]
    public async Task Password_OfAFile_EndsBeforeTheLineBreak()
    {
        await _ctl.SignInAsync();
        var file = Path.Combine(_ctl.ConfigDirectory, "password");
        await File.WriteAllTextAsync(file, "from a file\n");
        _server.Answer("", HttpStatusCode.NoContent);

        Assert.Equal(0, (await _ctl.RunAsync("user", "set-password", "alice", "--password-file", file)).ExitCode);

        Assert.Equal(new StubCall("PUT /api/v1/users/alice/password", """{"password":"from a file","mustChangePassword":false}""", "access-1"), _server.Calls[0]);
    }

    [Fact]
    public async Task Logout_OfAServerThatIsGone_StillForgetsTheTokens()
    {
        await _ctl.SignInAsync();
        _server.Hide();

        Assert.Equal(69, (await _ctl.RunLineAsync("logout")).ExitCode);

        Assert.Null(_ctl.Contexts.Read().Find("stub")!.Tokens);
        Assert.Equal(77, (await _ctl.RunLineAsync("whoami")).ExitCode);
    }

    [Fact]
    public async Task Contexts_AreListedChosenAndForgotten()
    {
        await _ctl.SignInAsync();
        _ctl.Input = "the secret\n";
        _server.Answer(Tokens);
        await _ctl.RunLineAsync("login https://other --user bob --context other");

        Assert.Equal(
            """
            CURRENT  NAME   SERVER            USER   SIGNED IN
            *        other  https://other     bob    yes
            -        stub   http://stub:8080  admin  yes

            """,
            (await _ctl.RunLineAsync("context list")).Output);
        Assert.DoesNotContain("oken", (await _ctl.RunLineAsync("context list -o json")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _ctl.RunLineAsync("context use stub")).ExitCode);
        Assert.Equal(66, (await _ctl.RunLineAsync("context use nowhere")).ExitCode);
        Assert.Equal(0, (await _ctl.RunLineAsync("context remove stub")).ExitCode);
        Assert.Equal(78, (await _ctl.RunLineAsync("whoami")).ExitCode);
    }

    [Fact]
    public async Task ClientRule_IsRemovedByItsAddress()
    {
        await _ctl.SignInAsync();
        _server.Answer($"[{Rule}]").Answer("", HttpStatusCode.NoContent);

        Assert.Equal(0, (await _ctl.RunLineAsync("share client-rule remove p 10.0.0.7")).ExitCode);

        Assert.Equal("DELETE /api/v1/shares/p/client-rules/33333333-3333-3333-3333-333333333333", _server.Calls[1].Line);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("share create --help")]
    [InlineData("share permission -h")]
    public async Task Help_IsOutputAndNoFailure(string line)
    {
        var result = await _ctl.RunLineAsync(line);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("Usage: dittofsctl", result.Output, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ctl.Dispose();
        _server.Dispose();
    }
}
