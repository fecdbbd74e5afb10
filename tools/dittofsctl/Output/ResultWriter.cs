using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DittoFs.Ctl.Output;

/// <summary>Prints results in the wanted form.</summary>
/// <param name="output">Where results go.</param>
/// <param name="messages">Where sentences about them go.</param>
/// <param name="format">The wanted form.</param>
/// <param name="quiet">Tables show names alone, and nothing is said about changes.</param>
/// <param name="colour">Tables are coloured.</param>
internal sealed class ResultWriter(TextWriter output, TextWriter messages, OutputFormat format, bool quiet, bool colour)
{
    /// <summary>Prints a list.</summary>
    public void WriteList<T>(IReadOnlyList<T> items, View<T> view)
    {
        if (format != OutputFormat.Table)
        {
            WriteDocument(items, view.ListType);
        }
        else if (quiet)
        {
            WriteNames(items, view.Name);
        }
        else
        {
            Table.WriteList(output, view.Columns, items, colour);
        }
    }

    /// <summary>Prints one item with all that is known of it.</summary>
    public void WriteItem<T>(T item, View<T> view)
    {
        if (format != OutputFormat.Table)
        {
            WriteDocument(item, view.Type);
        }
        else if (quiet)
        {
            WriteNames([item], view.Name);
        }
        else
        {
            Table.WriteItem(output, [.. view.Columns, .. view.Details], item, colour);
        }
    }

    /// <summary>Prints a document that is a table to people.</summary>
    public void WriteRows<T, TRow>(
        T document, JsonTypeInfo<T> type, IReadOnlyList<TRow> rows, IReadOnlyList<Column<TRow>> columns, Func<TRow, string> name)
    {
        if (format != OutputFormat.Table)
        {
            WriteDocument(document, type);
        }
        else if (quiet)
        {
            WriteNames(rows, name);
        }
        else
        {
            Table.WriteList(output, columns, rows, colour);
        }
    }

    /// <summary>Says that something was done.</summary>
    public void Say(string sentence)
    {
        if (!quiet)
        {
            messages.WriteLine(sentence);
        }
    }

    /// <summary>Prints what came of a change: the item for programs, a sentence for people.</summary>
    public void WriteChange<T>(T item, View<T> view, string sentence) => WriteChange(item, view.Type, sentence);

    /// <summary>The same for what is never shown as a table.</summary>
    public void WriteChange<T>(T item, JsonTypeInfo<T> type, string sentence)
    {
        if (format != OutputFormat.Table)
        {
            WriteDocument(item, type);
        }
        else
        {
            Say(sentence);
        }
    }

    private void WriteNames<T>(IEnumerable<T> items, Func<T, string> name)
    {
        foreach (var item in items)
        {
            output.WriteLine(CellText.Of(name(item)));
        }
    }

    private void WriteDocument<T>(T value, JsonTypeInfo<T> type)
    {
        var document = JsonSerializer.SerializeToElement(value, type);
        if (format == OutputFormat.Yaml)
        {
            new YamlWriter(output).WriteDocument(document);
        }
        else
        {
            output.WriteLine(ToJson(document));
        }
    }

    private static string ToJson(JsonElement document)
    {
        // Relaxed: a terminal is no HTML page, and names shall stay readable. Control characters are escaped all the same.
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            document.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}
