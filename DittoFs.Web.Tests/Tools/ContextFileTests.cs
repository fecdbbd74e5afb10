extern alias client;
extern alias ctl;

using client::DittoFs.Client.Session;
using ctl::DittoFs.Ctl.Contexts;
using ctl::DittoFs.Ctl.Running;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Tools;

public sealed class ContextFileTests : IDisposable
{
    private static readonly ServerContext Example = new(
        "work", new Uri("http://host:8080"), "alice", new SessionTokens("a", DateTime.UnixEpoch, "r", DateTime.UnixEpoch.AddDays(1)));

    private readonly TemporaryDirectory _directory = new();

    private ContextFile File => new(_directory.Combine("below", "dittofsctl"), TimeProvider.System);

    [Fact]
    public async Task File_WithTokens_IsReadableByItsOwnerAlone()
    {
        await File.ChangeAsync(document => document.With(Example), CancellationToken.None);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode(Path.GetDirectoryName(File.Path)!));
        var read = File.Read().Find("work")!;
        Assert.Equal((Example.Server.OriginalString, Example.User, Example.Tokens), (read.Server.OriginalString, read.User, read.Tokens));
    }

    [Fact]
    public void File_ThatIsNotThere_HoldsNothing() => Assert.Empty(File.Read().Contexts);

    [Fact]
    public async Task File_ThatIsBroken_IsSaidToBe()
    {
        await File.ChangeAsync(document => document.With(Example), CancellationToken.None);
        System.IO.File.WriteAllText(File.Path, "{");

        Assert.Equal(78, Assert.Throws<CtlException>(File.Read).ExitCode);
    }

    [Fact]
    public async Task Changes_AtATime_AreAllKept()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() =>
            File.ChangeAsync(document => document.With(Example with { Name = $"c{number}" }), CancellationToken.None))));

        Assert.Equal(8, File.Read().Contexts.Length);
    }

    [Fact]
    public async Task Session_ThatAnotherCommandRenewed_TakesItsTokens()
    {
        await File.ChangeAsync(document => document.With(Example), CancellationToken.None);
        var session = new ContextSession(File, Example);
        var newer = Example.Tokens! with { AccessToken = "b" };
        await File.ChangeAsync(document => document.With(Example with { Tokens = newer }), CancellationToken.None);

        var renewed = await session.RenewAsync(Example.Tokens!, (_, _) => throw new InvalidOperationException("There is nothing to refresh."), CancellationToken.None);

        Assert.Equal((newer, newer), (renewed, session.Current));
    }

    [Theory]
    [InlineData("/x", "/home/a", "/x/dittofsctl")]
    [InlineData("relative", "/home/a", "/home/a/.config/dittofsctl")]
    [InlineData(null, "/home/a", "/home/a/.config/dittofsctl")]
    public void Directory_FollowsTheXdgRules(string? configHome, string home, string expected) =>
        Assert.Equal(expected, Machine.FindConfigDirectory(name => name == "HOME" ? home : configHome));

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();
}
