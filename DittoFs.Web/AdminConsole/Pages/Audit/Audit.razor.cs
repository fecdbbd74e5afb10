using System.Globalization;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Audit;
using Microsoft.AspNetCore.Components;

namespace DittoFs.Web.AdminConsole.Pages.Audit;

/// <summary>The audit log with filters that live in the address, so that a view can be sent to somebody.</summary>
public partial class Audit
{
    private const int PageSize = 100;

    private static readonly string[] Kinds = ["", "sign-in", "smb.sign-in", "user.", "group.", "share.", "store.", "adapter.", "setting.", "session.", "api-key.", "api."];

    private Page<AuditResponse>? page;
    private AuditVerificationResponse? verification;
    private bool isVerifying;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "actor")]
    private string? Actor { get; set; }

    [SupplyParameterFromQuery(Name = "subject")]
    private string? Subject { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "result")]
    private string? Result { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? To { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? Number0 { get; set; }

    [SupplyParameterFromQuery(Name = "entry")]
    private long? Entry { get; set; }

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private int Number => Math.Clamp(Number0 ?? 0, 0, 1_000_000);

    private AuditReader Log => Services.GetRequiredService<AuditReader>();

    private string ApiQuery => QueryString.Create(new Dictionary<string, string?>
    {
        ["actor"] = Actor,
        ["subject"] = Subject,
        ["action"] = Kind,
        ["succeeded"] = Result is null ? null : Result == "done" ? "true" : "false",
        ["from"] = ReadDay(From)?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["to"] = ReadDay(To)?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    }.Where(parameter => !string.IsNullOrEmpty(parameter.Value))).Value ?? "";

    private string ExportLink => $"account/audit.jsonl{ApiQuery}";

    private string CtlCommand => string.Concat(
        "audit list", Option("--actor", Actor), Option("--subject", Subject), Option("--action", Kind), Option("--result", Result), Option("--from", From), Option("--to", To));

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (IsAdmin)
        {
            var filter = new AuditFilter
            {
                Actor = Given(Actor),
                Subject = Given(Subject),
                Action = Given(Kind),
                Succeeded = Given(Result) is { } result ? result == "done" : null,
                From = ReadDay(From),
                To = ReadDay(To),
            };
            page = await Log.ListAsync(new ListQuery(Number * PageSize, PageSize, Given(Search)), filter, Leaving);
        }
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static DateTime? ReadDay(string? text) => DateTime.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day) ? day : null;

    private static string Option(string name, string? value) =>
        string.IsNullOrEmpty(value) ? "" : value.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_') ? $" {name} {value}" : $" {name} '{value.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private string LinkOf(long id) => Navigation.GetUriWithQueryParameter("entry", id);

    private void Set(string name, string? value) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { [name] = Given(value), ["page"] = name == "entry" ? Number0 : null }), replace: true);

    private async Task VerifyAsync()
    {
        isVerifying = true;
        try
        {
            verification = await Log.VerifyAsync(expected: null, Leaving);
        }
        finally
        {
            isVerifying = false;
        }
    }
}
