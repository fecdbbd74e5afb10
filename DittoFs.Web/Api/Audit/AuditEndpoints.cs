using System.ComponentModel;
using System.Text.Json;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Api.Problems;
using DittoFs.Web.Api.Security;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace DittoFs.Web.Api.Audit;

/// <summary>The audit log: read, exported, checked. Nothing changes it.</summary>
internal static class AuditEndpoints
{
    private const string JsonLines = "application/x-ndjson";

    /// <summary>Adds the routes.</summary>
    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit").RequireAuthorization(Policies.Manage);
        audit.MapGet("", ListAsync).WithName("ListAudit").WithProblems(400);
        audit.MapGet("/export", Export).WithName("ExportAudit").Produces<AuditResponse>(200, JsonLines).WithProblems(400);
        audit.MapGet("/verify", VerifyAsync).WithName("VerifyAudit").WithProblems(400);
    }

    /// <summary>Adds the console's download: a browser follows a link with its cookie and no token.</summary>
    public static void MapAuditDownload(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/account/audit.jsonl", Export).ExcludeFromDescription().RequireAuthorization(Policies.ConsoleManage);

    /// <summary>Lists what was done and what was refused, by whom and from where; the newest first.</summary>
    private static async Task<Ok<Page<AuditResponse>>> ListAsync(
        [AsParameters] ListParameters list, [AsParameters] AuditParameters filter, AuditReader audit, CancellationToken cancellationToken) =>
        TypedResults.Ok(await audit.ListAsync(list.ToQuery(), filter.ToFilter(), cancellationToken));

    /// <summary>Exports entries as JSON lines, the oldest first.</summary>
    /// <remarks>One entry to a line, in the form of the list. The answer is written while the log is read, so it may be of any length.</remarks>
    private static PushStreamHttpResult Export(
        [AsParameters] AuditParameters filter, AuditReader audit, IOptions<JsonOptions> json, HttpContext http) => TypedResults.Stream(
        async stream =>
        {
            await foreach (var entry in audit.ExportAsync(filter.ToFilter(), http.RequestAborted))
            {
                await JsonSerializer.SerializeAsync(stream, entry, json.Value.SerializerOptions, http.RequestAborted);
                await stream.WriteAsync("\n"u8.ToArray(), http.RequestAborted);
            }
        },
        JsonLines,
        "audit.jsonl");

    /// <summary>Checks that no entry was changed, put in or taken out.</summary>
    /// <remarks>Every entry's hash covers the entry and the hash of the one before. The answer names the first entry that is broken.</remarks>
    private static async Task<Results<Ok<AuditVerificationResponse>, FailureResult>> VerifyAsync(
        [Description("A head that an earlier check answered and somebody kept, SEQUENCE:HASH: the chain must go through it.")] string? expected,
        AuditReader audit,
        CancellationToken cancellationToken)
    {
        var head = expected is null ? null : AuditHead.Parse(expected);
        return expected is not null && head is null
            ? new FailureResult(new Failure(ControlPlaneError.FieldInvalid, "A head is written as SEQUENCE:HASH, the hash in 64 hexadecimal digits.", "expected"))
            : TypedResults.Ok(await audit.VerifyAsync(head, cancellationToken));
    }
}
