namespace DittoFs.Web.ControlPlane.Changes;

/// <summary>What a change replaced and what it put there: JSON objects, by what was changed and then by field; null where there was nothing. Never a secret.</summary>
internal sealed record BeforeAfter(string? Before, string? After);
