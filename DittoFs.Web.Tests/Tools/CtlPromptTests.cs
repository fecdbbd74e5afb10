using System.Net;

namespace DittoFs.Web.Tests.Tools;

/// <summary>What is missing on the command line is asked for where a person is, and is a failure where none is.</summary>
public sealed class CtlPromptTests : IDisposable
{
    private readonly StubServer _server = new();
    private readonly CtlSession _ctl;

    public CtlPromptTests() => _ctl = new CtlSession(() => _server);

    [Theory]
    [InlineData("group add-member", "staff\nalice\n", "PUT /api/v1/groups/staff/members/alice", "GROUP: |USER: ")]
    [InlineData("group add-member staff", "alice\n", "PUT /api/v1/groups/staff/members/alice", "USER: ")]
    [InlineData("store delete --yes", "block\nold\n", "DELETE /api/v1/stores/block/old", "--use |NAME: ")]
    [InlineData("share enable", " docs \n", "POST /api/v1/shares/docs/enable", "SHARE: ")]
    public async Task Missing_IsAskedFor(string line, string typed, string call, string questions)
    {
        await SitDownAsync(typed);
        _server.Refuse(HttpStatusCode.NotFound, "gone", "It is gone.");

        var result = await _ctl.RunLineAsync(line);

        Assert.Equal([call], _server.Calls.Select(made => made.Line));
        Assert.All(questions.Split('|'), question => Assert.Contains(question, result.Error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("group add-member", "staff\n\n")]
    [InlineData("group add-member", "")]
    [InlineData("group add-member --output xml", "staff\nalice\n")]
    [InlineData("store delete old --use tapes", "")]
    public async Task Nothing_IsDoneWithoutAnAnswer_OrWhenMoreIsWrong(string line, string typed)
    {
        await SitDownAsync(typed);

        Assert.Equal(64, (await _ctl.RunLineAsync(line)).ExitCode);
        Assert.Empty(_server.Calls);
    }

    [Fact]
    public async Task Missing_WhereNobodyIs_IsNamed()
    {
        await _ctl.SignInAsync();
        _ctl.Input = "staff\nalice\n";

        var result = await _ctl.RunLineAsync("group add-member staff");

        Assert.Equal((64, ""), (result.ExitCode, result.Output));
        Assert.Contains("--help' tells what is understood", result.Error, StringComparison.Ordinal);
        Assert.Empty(_server.Calls);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ctl.Dispose();
        _server.Dispose();
    }

    private async Task SitDownAsync(string typed)
    {
        await _ctl.SignInAsync();
        (_ctl.Secrets, _ctl.Input) = (new Queue<string>(), typed);
    }
}
