using System.Net;

namespace DittoFs.Client.Problems;

/// <summary>Why the server did not do what it was asked.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The kind of failure, in a word that stays the same over versions, such as <c>share_exists</c>.</param>
/// <param name="Message">What happened, in the server's words.</param>
/// <param name="Fields">What is wrong with which field of the request; empty when it was no field.</param>
/// <param name="RetryAfter">How long the server asks to wait; null when it does not say.</param>
/// <param name="Remedy">What can be done about it.</param>
public sealed record ApiProblem(
    HttpStatusCode Status, string Code, string Message, IReadOnlyDictionary<string, string[]> Fields, TimeSpan? RetryAfter, Remedy Remedy);
