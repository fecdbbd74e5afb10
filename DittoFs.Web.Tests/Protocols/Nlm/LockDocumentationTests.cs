using System.Text.RegularExpressions;
using DittoFs.Protocols.Nlm.V4;
using DittoFs.Protocols.Nsm.V1;
using DittoFs.Protocols.Portmap.V2;
using DittoFs.Protocols.Portmap.V4;
using DittoFs.Protocols.Rpc;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Nlm;

/// <summary>docs/protocols/nlm.md says what the tables say.</summary>
public sealed partial class LockDocumentationTests : IAsyncLifetime
{
    private static readonly string Page = Repository.ReadText("docs/protocols/nlm.md");

    private readonly NfsTestServer server = new(new ScriptedShareCatalog());

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("NLM", NlmProcedures.Program, 4u)]
    [InlineData("NSM", NsmV1Program.ProgramNumber, 1u)]
    public void Coverage_OfServedPrograms_IsWhatTheTablesSay(string title, uint program, uint version) =>
        Check(title, server.Get<RpcPrograms>().All.Single(candidate => candidate.Number == program && candidate.Version == version));

    [Fact]
    public void Coverage_OfThePortmapper_IsWhatTheTablesSay()
    {
        Check("portmapper", new PortmapV2Program(new(), isDatagram: false));
        Check("rpcbind", new RpcbindProgram(new(), isDatagram: false, RpcbindProgram.NewerVersion, TimeProvider.System));
    }

    [Fact]
    public void Programs_ThatAreServed_StandInTheirOrder() => Assert.Equal(
        ["nfs3", "mount3", "mount1", "nlm4", "nlm3", "nlm1", "nsm1"], server.Get<RpcPrograms>().All.Select(program => program.Name));

    private static void Check(string title, RpcProgram program)
    {
        var table = Page.Split($"| number | {title} procedure |")[1].Split("\n\n")[0];
        var documented = Line().Matches(table).Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value}");
        Assert.Equal(program.Rows.OfType<RpcProcedureRow>().Select(row => $"{row.Number} {row.Name}"), documented);
    }

    [GeneratedRegex(@"^\| (\d+) \| ([A-Z_]+) \|", RegexOptions.Multiline)]
    private static partial Regex Line();
}
