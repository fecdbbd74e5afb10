extern alias ctl;

using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using ctl::DittoFs.Ctl.Output;
using YamlDotNet.RepresentationModel;

namespace DittoFs.Web.Tests.Tools;

public sealed class YamlWriterTests
{
    // Texts that a reader takes for something else, or loses, when they stand there plainly.
    private static readonly string[] Traps =
    [
        "", "yes", "No", "null", "~", "1", "1.5", "0x1f", "2030-01-01",
        "- a", "a: b", "# c", " a", "a ", "&a", "*a", "!a", "%", "@", "`", "{",
        "a\nb", "\u001b[31m", "\u2028", "\ufeff", "\ufffe", "\U0001f600", "日本", "'", "\"",
    ];

    private static readonly Gen<JsonNode?> Scalars = Gen.OneOf(
        Gen.String.Select(text => (JsonNode?)text),
        Gen.Int[0, Traps.Length - 1].Select(index => (JsonNode?)Traps[index]),
        Gen.Long.Select(number => (JsonNode?)number),
        Gen.Bool.Select(flag => (JsonNode?)flag),
        Gen.Const((JsonNode?)null));

    [Fact]
    public void Document_OfEverything_IsReadBackByAnotherReader()
    {
        Documents(depth: 3).Sample(document =>
        {
            var element = JsonSerializer.SerializeToElement(document);
            var text = new StringWriter();
            new YamlWriter(text).WriteDocument(element);
            var stream = new YamlStream();
            stream.Load(new StringReader(text.ToString()));

            Assert.True(Same(element, stream.Documents[0].RootNode), $"{element.GetRawText()}\n{text}");
        });
    }

    [Fact]
    public void Document_OfNestedLists_IsEasyToRead()
    {
        using var document = JsonDocument.Parse("""[{"name":"a","groups":[{"id":1,"tags":[]}],"on":"yes"},["x",["z"]],"two words"]""");
        var text = new StringWriter();

        new YamlWriter(text).WriteDocument(document.RootElement);

        Assert.Equal(
            """
            - name: a
              groups:
              - id: 1
                tags: []
              "on": "yes"
            - - x
              - - z
            - "two words"

            """,
            text.ToString());
    }

    private static Gen<JsonNode?> Documents(int depth) => depth == 0
        ? Scalars
        : Gen.OneOf(
            Scalars,
            Documents(depth - 1).Array[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])),
            Gen.Dictionary(Gen.String[Gen.Char[' ', '~'], 1, 6], Documents(depth - 1))[0, 4].Select(members =>
                (JsonNode?)new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())))));

    private static bool Same(JsonElement json, YamlNode yaml) => (json.ValueKind, yaml) switch
    {
        (JsonValueKind.Object, YamlMappingNode map) => json.GetPropertyCount() == map.Children.Count
            && json.EnumerateObject().Zip(map.Children).All(pair => ((YamlScalarNode)pair.Second.Key).Value == pair.First.Name && Same(pair.First.Value, pair.Second.Value)),
        (JsonValueKind.Array, YamlSequenceNode list) => json.GetArrayLength() == list.Children.Count
            && json.EnumerateArray().Zip(list.Children).All(pair => Same(pair.First, pair.Second)),
        (JsonValueKind.String, YamlScalarNode scalar) => scalar.Value == json.GetString()
            && (scalar.Style == YamlDotNet.Core.ScalarStyle.DoubleQuoted || char.IsAsciiLetter(scalar.Value![0])),
        (_, YamlScalarNode scalar) => scalar.Style == YamlDotNet.Core.ScalarStyle.Plain && scalar.Value == json.GetRawText(),
        _ => false,
    };
}
