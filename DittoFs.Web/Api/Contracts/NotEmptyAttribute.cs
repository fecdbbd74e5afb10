using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>At least one entry. What the framework has for this finds the count by reflection, which native programs that share the contracts can't.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotEmptyAttribute() : ValidationAttribute("It takes at least one.")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is not ICollection { Count: 0 };
}
