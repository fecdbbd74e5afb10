using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>At most so many entries. What the framework has for this finds the count by reflection, which native programs that share the contracts can't.</summary>
/// <param name="max">The most entries.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EntriesMaxAttribute(int max) : ValidationAttribute($"It takes at most {max} entries.")
{
    /// <summary>The most entries.</summary>
    public int Max => max;

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is not ICollection collection || collection.Count <= max;
}
