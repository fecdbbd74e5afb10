using DittoFs.Web.AdminConsole.Controls;

namespace DittoFs.Web.Tests.Web.AdminConsole;

public sealed class CurlCommandTests
{
    [Fact]
    public void For_ABodyWithAQuote_StaysOneArgumentOfTheShell()
    {
        var command = CurlCommand.For("POST", "http://nas:8080/", "/shares", """{"description":"Alice's"}""");

        Assert.Equal(
            """
            curl -X POST 'http://nas:8080/api/v1/shares' \
              -H "Authorization: Bearer $TOKEN" \
              -H 'Content-Type: application/json' \
              -d '{"description":"Alice'\''s"}'
            """.ReplaceLineEndings("\n"),
            command);
    }

    [Fact]
    public void For_NoBody_SendsNone() => Assert.DoesNotContain("-d", CurlCommand.For("DELETE", "http://nas/", "/shares/a", null), StringComparison.Ordinal);
}
