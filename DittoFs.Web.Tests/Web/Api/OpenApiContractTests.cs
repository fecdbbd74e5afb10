using System.Net;
using System.Text.Json;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

/// <summary>The OpenAPI document is complete, and the server does what it says.</summary>
public sealed class OpenApiContractTests
{
    // What works without a token.
    private static readonly string[] Open = ["Login", "Refresh", "Logout", "GetSetup", "CompleteSetup"];

    [Fact]
    public async Task Operations_AreDescribed()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var operations = Operations(await ReadAsync(application)).ToList();

        Assert.True(operations.Count > 40, $"{operations.Count} operations");
        Assert.Equal(operations.Count, operations.Select(operation => operation.Id).Distinct().Count());
        Assert.Empty(operations.Where(operation => Text(operation.Node, "summary").Length == 0).Select(operation => operation.Id));
        Assert.Empty(operations.Where(operation => !operation.Node.GetProperty("responses").EnumerateObject().Any(response => response.Name[0] == '2')).Select(operation => operation.Id));
        Assert.Equal(Open.Order(), operations.Where(operation => !operation.Node.TryGetProperty("security", out _)).Select(operation => operation.Id).Order());
    }

    [Fact]
    public async Task Schemas_AreDescribedAndReferencesResolve()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var document = await ReadAsync(application);
        var schemas = document.GetProperty("components").GetProperty("schemas");

        var undescribed =
            from schema in schemas.EnumerateObject()
            where !schema.Name.StartsWith("ProblemDetails", StringComparison.Ordinal) && schema.Value.TryGetProperty("properties", out _)
            from property in schema.Value.GetProperty("properties").EnumerateObject()
            where !property.Value.TryGetProperty("$ref", out _) && Text(property.Value, "description").Length == 0
            select $"{schema.Name}.{property.Name}";
        Assert.Empty(undescribed);
        Assert.All(References(document), reference => Assert.True(schemas.TryGetProperty(reference.Split('/')[^1], out _), reference));
    }

    [Fact]
    public async Task Operations_WithoutAToken_Answer401()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = new ApiTestClient(application);

        foreach (var operation in Operations(await ReadAsync(application)).Where(operation => !Open.Contains(operation.Id)))
        {
            var answer = await api.SendAsync(operation.Method, operation.SamplePath, operation.SampleBody);
            Assert.True(answer.Status == HttpStatusCode.Unauthorized, $"{operation.Id}: {answer.Status}");
        }
    }

    [Fact]
    public async Task Operations_AnswerWithStatusesAndFieldsThatTheDocumentNames()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        var document = await ReadAsync(application);

        foreach (var operation in Operations(document).OrderBy(operation => operation.Method == HttpMethod.Get ? 0 : operation.Id == "EndSignIns" ? 2 : 1))
        {
            var answer = await api.SendAsync(operation.Method, operation.SamplePath, operation.SampleBody);

            var responses = operation.Node.GetProperty("responses");
            Assert.True(responses.TryGetProperty($"{(int)answer.Status}", out var response), $"{operation.Id} answers {(int)answer.Status}: {answer.Text}");
            if ((int)answer.Status >= 400)
            {
                Assert.False(string.IsNullOrEmpty(answer.Code), operation.Id);
            }
            else if (answer.Text.Length > 0)
            {
                var content = response.GetProperty("content");
                if (content.TryGetProperty("application/octet-stream", out _))
                {
                    continue;
                }

                var isLines = content.TryGetProperty("application/x-ndjson", out var lines);
                var body = isLines ? JsonDocument.Parse(answer.Text.Split('\n')[0]).RootElement : answer.Body;
                AssertFits(document, (isLines ? lines : content.GetProperty("application/json")).GetProperty("schema"), body, operation.Id);
            }
        }
    }

    [Fact]
    public async Task Page_IsServedFromHere()
    {
        await using var application = await DittoFsApplication.StartAsync();

        var page = await application.Http.GetStringAsync(application.UriOf("/swagger/index.html"));

        Assert.Contains("swagger-ui", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ReadAsync(DittoFsApplication application) =>
        JsonDocument.Parse(await application.Http.GetStringAsync(application.UriOf("/swagger/v1/swagger.json"))).RootElement;

    private static IEnumerable<Operation> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select new Operation(operation.Value.GetProperty("operationId").GetString()!, new HttpMethod(operation.Name.ToUpperInvariant()), path.Name, operation.Value);

    private static string Text(JsonElement node, string name) => node.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    private static IEnumerable<string> References(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(property =>
            property.Name == "$ref" ? [property.Value.GetString()!] : References(property.Value)).Where(reference => reference.Contains("/schemas/", StringComparison.Ordinal)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static void AssertFits(JsonElement document, JsonElement schema, JsonElement value, string where)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            Assert.All(value.EnumerateArray(), item => AssertFits(document, schema.GetProperty("items"), item, where));
        }
        else if (schema.TryGetProperty("enum", out var words))
        {
            Assert.Contains(value.GetString(), words.EnumerateArray().Select(word => word.GetString()));
        }
        else if (value.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var properties))
        {
            foreach (var field in value.EnumerateObject())
            {
                Assert.True(properties.TryGetProperty(field.Name, out var inner), $"{where}: {field.Name}");
                AssertFits(document, inner, field.Value, $"{where}.{field.Name}");
            }
        }
    }

    private sealed record Operation(string Id, HttpMethod Method, string Path, JsonElement Node)
    {
        // Empty: wrong for some operations, and right for those that change only what they are told.
        public object? SampleBody => Node.TryGetProperty("requestBody", out _) ? new { } : null;

        // Names that exist where one does, so that as many operations as possible get far.
        public string SamplePath => Path["/api/v1/".Length..]
            .Replace("{user}", "admin", StringComparison.Ordinal)
            .Replace("{share}", "export", StringComparison.Ordinal)
            .Replace("{use}", "block", StringComparison.Ordinal)
            .Replace("{store}", "local", StringComparison.Ordinal)
            .Replace("{adapter}", "nfs", StringComparison.Ordinal)
            .Replace("{group}", "nobody", StringComparison.Ordinal)
            .Replace("{id}", Guid.Empty.ToString(), StringComparison.Ordinal)
            .Replace("{lock}", "0123456789abcdef", StringComparison.Ordinal)
            .Replace("{open}", "4711", StringComparison.Ordinal)
            .Replace("{job}", Guid.Empty.ToString(), StringComparison.Ordinal)
            .Replace("{session}", "4711", StringComparison.Ordinal)
            .Replace("{uid}", "1001", StringComparison.Ordinal)
            .Replace("{rule}", Guid.Empty.ToString(), StringComparison.Ordinal)
            .Replace("{apiKey}", Guid.Empty.ToString(), StringComparison.Ordinal)
            .Replace("{key}", "server.name", StringComparison.Ordinal) + (Path.Contains("/effective", StringComparison.Ordinal) ? "?user=admin" : "");
    }
}
