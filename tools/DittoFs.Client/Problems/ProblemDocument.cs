namespace DittoFs.Client.Problems;

/// <summary>A failure as the server writes it (RFC 9457), with the extensions <c>code</c> and <c>errors</c>.</summary>
/// <param name="Title">The kind of failure, in words.</param>
/// <param name="Detail">What happened this time.</param>
/// <param name="Code">The kind of failure, for programs.</param>
/// <param name="Errors">What is wrong with which field of the request.</param>
internal sealed record ProblemDocument(string? Title, string? Detail, string? Code, IReadOnlyDictionary<string, string[]>? Errors);
