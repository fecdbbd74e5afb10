using System.Globalization;
using DittoFs.Client;
using DittoFs.Ctl.Output;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Views;

/// <summary>How the audit log, refusals, effective access and API keys are shown.</summary>
internal static class AccessViews
{
    /// <summary>An entry of the audit log.</summary>
    public static View<AuditResponse> Audit { get; } = new(
        ClientJson.Default.AuditResponse,
        ClientJson.Default.IReadOnlyListAuditResponse,
        entry => entry.Id.ToString(CultureInfo.InvariantCulture),
        [
            new("ID", entry => CellText.Of(entry.Id), IsNumber: true),
            new("TIME", entry => CellText.Of(entry.Time)),
            new("ACTOR", entry => CellText.Of(entry.Actor)),
            new("FROM", entry => CellText.Of(entry.Address)),
            new("VIA", entry => CellText.Of(entry.Via)),
            new("ACTION", entry => CellText.Of(entry.Action)),
            new("SUBJECT", entry => CellText.Of(entry.Subject)),
            new("RESULT", entry => entry.Succeeded ? "done" : "refused"),
            new("DETAIL", entry => CellText.Of(entry.Detail)),
        ]);

    /// <summary>What a check of the audit log found.</summary>
    public static View<AuditVerificationResponse> AuditVerification { get; } = new(
        ClientJson.Default.AuditVerificationResponse,
        ClientJson.Default.IReadOnlyListAuditVerificationResponse,
        result => result.Head,
        [
            new("VALID", result => CellText.Of(result.Valid)),
            new("ENTRIES", result => CellText.Of(result.Entries), IsNumber: true),
            new("HEAD", result => CellText.Of(result.Head)),
            new("BROKEN AT", result => CellText.Of(result.BrokenSequence), IsNumber: true),
            new("REASON", result => CellText.Of(result.Reason)),
        ]);

    /// <summary>A refusal.</summary>
    public static IReadOnlyList<Column<RefusalResponse>> RefusalColumns { get; } =
    [
        new("LAST", entry => CellText.Of(entry.Last)),
        new("COUNT", entry => CellText.Of(entry.Count), IsNumber: true),
        new("SHARE", entry => CellText.Of(entry.Share)),
        new("USER", entry => CellText.Of(entry.User ?? entry.Uid?.ToString(CultureInfo.InvariantCulture) ?? "nobody")),
        new("CLIENT", entry => CellText.Of(entry.Client)),
        new("PROTOCOL", entry => CellText.Of(entry.Protocol)),
        new("OPERATION", entry => CellText.Of(entry.Operation)),
        new("PATH", entry => CellText.Of(entry.Path ?? $"node {entry.Node}")),
        new("RULE", entry => CellText.Of(entry.Rule)),
    ];

    /// <summary>A step of an access.</summary>
    public static IReadOnlyList<Column<(AccessStepResponse Step, string Decides)>> StepColumns { get; } =
    [
        new("RULE", row => CellText.Of(row.Step.Rule)),
        new("VERDICT", row => CellText.Of(row.Step.Verdict)),
        new("DECIDES", row => CellText.Of(row.Decides)),
        new("PATH", row => CellText.Of(row.Step.Path)),
        new("WHY", row => CellText.Of(row.Step.Detail)),
    ];

    /// <summary>The steps, each with what it decides.</summary>
    public static IReadOnlyList<(AccessStepResponse Step, string Decides)> RowsOf(EffectiveAccessResponse answer) =>
    [
        .. answer.Steps.Select((step, index) => (step, string.Join(
            ", ",
            new[] { ("read", answer.Read), ("write", answer.Write), ("delete", answer.Delete) }.Where(decision => decision.Item2.Step == index).Select(decision => decision.Item1)))),
    ];

    /// <summary>A decision in words.</summary>
    public static string Sentence(string what, AccessDecisionResponse decision) => decision.Allowed ? $"May {what}." : decision.Rule is null ? $"There is nothing to {what}." : $"May not {what}: {decision.Rule}.";

    /// <summary>An API key.</summary>
    public static View<ApiKeyResponse> ApiKey { get; } = new(
        ClientJson.Default.ApiKeyResponse,
        ClientJson.Default.IReadOnlyListApiKeyResponse,
        key => key.Name,
        [
            new("NAME", key => CellText.Of(key.Name)),
            new("USER", key => CellText.Of(key.User)),
            new("PREFIX", key => CellText.Of(key.Prefix)),
            new("ROLE", key => CellText.Word(key.Role, ClientJson.Default.AccountRole)),
            new("READ-ONLY", key => CellText.Of(key.ReadOnly)),
            new("SCOPES", key => key.Scopes.Count == 0 ? "all" : CellText.Of(key.Scopes)),
            new("ENDS", key => CellText.Of(key.ExpiresAt)),
            new("LAST USED", key => CellText.Of(key.LastUsedAt)),
            new("FROM", key => CellText.Of(key.LastUsedFrom)),
        ]);
}
