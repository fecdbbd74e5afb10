namespace DittoFs.Web.ControlPlane.Changes;

/// <summary>What somebody tries to do, for the entry of the audit log that says that it was refused.</summary>
/// <param name="Action">What, such as <c>share.create</c>.</param>
/// <param name="Subject">To what, by name.</param>
internal sealed record Attempt(string Action, string Subject);
