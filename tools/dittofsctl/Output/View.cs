using System.Text.Json.Serialization.Metadata;

namespace DittoFs.Ctl.Output;

/// <summary>A column of a table.</summary>
/// <param name="Title">Its head.</param>
/// <param name="Text">What it shows of an item.</param>
/// <param name="IsNumber">Whether it is aligned to the right.</param>
internal sealed record Column<T>(string Title, Func<T, string> Text, bool IsNumber = false);

/// <summary>How items of one type are shown.</summary>
/// <param name="Type">The item as JSON.</param>
/// <param name="ListType">A list of items as JSON.</param>
/// <param name="Name">The one word that stands for an item.</param>
/// <param name="Columns">The columns of a list.</param>
/// <param name="Details">The lines of one item, as far as they are not columns.</param>
internal sealed record View<T>(
    JsonTypeInfo<T> Type, JsonTypeInfo<IReadOnlyList<T>> ListType, Func<T, string> Name, IReadOnlyList<Column<T>> Columns, params IReadOnlyList<Column<T>> Details);
