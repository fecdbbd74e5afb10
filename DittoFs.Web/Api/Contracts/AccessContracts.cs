namespace DittoFs.Web.Api.Contracts;

/// <summary>An operation that was refused to a client.</summary>
/// <param name="Id">Grows with the time of the first refusal.</param>
/// <param name="First">When it was refused first.</param>
/// <param name="Last">When it was refused last.</param>
/// <param name="Count">How often: equal refusals are one entry.</param>
/// <param name="Share">On which share.</param>
/// <param name="Protocol">Over which protocol: <c>nfs</c> or <c>smb</c>.</param>
/// <param name="Client">The client's address.</param>
/// <param name="Uid">The uid that the client claimed; null if it named nobody.</param>
/// <param name="User">The account of that uid, if there is one.</param>
/// <param name="EffectiveUid">The uid that the share made of it.</param>
/// <param name="Operation">What was asked for, such as <c>write</c>.</param>
/// <param name="Rule">The rule that refused it, such as <c>client-rule</c> or <c>mode-bits</c>.</param>
/// <param name="Answer">How the client was answered: <c>access-denied</c>, <c>not-permitted</c>, <c>read-only</c> or <c>quota-exceeded</c>.</param>
/// <param name="Node">The number of the node, or of the directory in which the name was used.</param>
/// <param name="Path">Where it lies now, from the share's root; null if that is not known any more.</param>
public sealed record RefusalResponse(
    long Id, DateTime First, DateTime Last, long Count, string Share, string Protocol, string Client, uint? Uid, string? User, uint EffectiveUid,
    string Operation, string Rule, string Answer, string Node, string? Path);

/// <summary>A part of the list of refusals.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Total">Entries of the whole list.</param>
/// <param name="Offset">Entries before this part.</param>
/// <param name="Limit">The most that this part could have.</param>
/// <param name="Dropped">Refusals since the server's start that were only counted, because more than a thousand different ones came in one second.</param>
public sealed record RefusalListResponse(IReadOnlyList<RefusalResponse> Items, int Total, int Offset, int Limit, long Dropped);

/// <summary>One rule on the way of an access.</summary>
/// <param name="Rule">The rule, such as <c>client-rule</c> or <c>mode-bits</c>.</param>
/// <param name="Verdict"><c>passes</c>, <c>changes</c> (it makes another of the caller), <c>reads-only</c> (it refuses changes), or <c>refuses</c>.</param>
/// <param name="Detail">Why, in a sentence.</param>
/// <param name="Path">The path element that it is about; null for a rule of the whole share.</param>
public sealed record AccessStepResponse(string Rule, string Verdict, string Detail, string? Path);

/// <summary>Whether something is allowed, and what decides that.</summary>
/// <param name="Allowed">It is.</param>
/// <param name="Rule">The rule that refuses it; null when it is allowed, or when nothing is there to do it with.</param>
/// <param name="Step">The index in the list of steps of the one that decides.</param>
public sealed record AccessDecisionResponse(bool Allowed, string? Rule, int Step);

/// <summary>What a user may do with a path, and every rule on the way.</summary>
/// <param name="Share">The share.</param>
/// <param name="Path">The path, from the share's root.</param>
/// <param name="User">The account.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Client">The client's address.</param>
/// <param name="Exists">Whether the path leads to something, as far as the user may look.</param>
/// <param name="EffectiveUid">The uid that the share makes of him; null when he does not get as far as that.</param>
/// <param name="EffectiveGid">The gid that the share makes of him; null when he does not get as far as that.</param>
/// <param name="Steps">The rules in the order in which they are asked.</param>
/// <param name="Read">Reading a file, listing a directory.</param>
/// <param name="Write">Writing a file, making entries of a directory.</param>
/// <param name="Delete">Taking the name out of its directory.</param>
public sealed record EffectiveAccessResponse(
    string Share, string Path, string User, string Protocol, string Client, bool Exists, uint? EffectiveUid, uint? EffectiveGid,
    IReadOnlyList<AccessStepResponse> Steps, AccessDecisionResponse Read, AccessDecisionResponse Write, AccessDecisionResponse Delete);
