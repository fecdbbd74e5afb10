using System.ComponentModel.DataAnnotations;
using DittoFs.Web.ControlPlane;

namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>What is wrong with a form: sentences by field, and one for the whole.</summary>
internal sealed class FormErrors
{
    private readonly Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong beyond single fields; null for nothing.</summary>
    public string? Whole { get; private set; }

    /// <summary>What is wrong with a field; null for nothing.</summary>
    public string? this[string field] => fields.GetValueOrDefault(field);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        fields.Clear();
        Whole = null;
    }

    /// <summary>Notes what is wrong with one field.</summary>
    public void Add(string field, string message) => fields.TryAdd(field, message);

    /// <summary>Checks a request by the rules that the API has for it.</summary>
    /// <returns>True if nothing is wrong with it.</returns>
    public bool Check(object request)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(request, new ValidationContext(request), results, validateAllProperties: true);
        foreach (var result in results)
        {
            foreach (var field in result.MemberNames.DefaultIfEmpty(""))
            {
                Add(field, result.ErrorMessage ?? "This value is not acceptable.");
            }
        }

        return fields.Count == 0;
    }

    /// <summary>Takes what the control plane answered; a field that the form does not have becomes a sentence about the whole.</summary>
    /// <param name="failure">The answer.</param>
    /// <param name="formFields">The fields that the form shows.</param>
    public void Take(Failure failure, params ReadOnlySpan<string> formFields)
    {
        foreach (var field in formFields)
        {
            if (field.Equals(failure.Field, StringComparison.OrdinalIgnoreCase))
            {
                Add(field, failure.Message);
                return;
            }
        }

        Whole = failure.Message;
    }
}
