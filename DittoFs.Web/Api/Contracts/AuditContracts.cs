namespace DittoFs.Web.Api.Contracts;

/// <summary>Something that somebody did or tried.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="Time">When.</param>
/// <param name="Actor">Who, by name.</param>
/// <param name="Address">From where; null for the server itself.</param>
/// <param name="Action">What, such as <c>share.create</c>.</param>
/// <param name="Subject">To what, by name.</param>
/// <param name="Succeeded">Whether it was done.</param>
/// <param name="Detail">More about it: what was done, or why not.</param>
/// <param name="ActorId">The account; null for the server itself and for names that are no account's.</param>
/// <param name="Via">By which way in: <c>rest</c>, <c>console</c>, <c>smb</c>, <c>server</c>, or <c>api-key</c> with the key's name.</param>
/// <param name="Before">The changed fields before, as a JSON object: by what was changed, then by field; null where there was nothing.</param>
/// <param name="After">The changed fields after, in the same form; null where there is nothing left.</param>
/// <param name="Sequence">The place in the chain of entries, from 1 and without a gap; null for an entry outside of it, which <c>verify</c> names.</param>
/// <param name="Hash">SHA-256 over this entry and the hash of the one before, in hexadecimal digits.</param>
public sealed record AuditResponse(
    long Id, DateTime Time, string Actor, string? Address, string Action, string Subject, bool Succeeded, string? Detail,
    Guid? ActorId, string? Via, string? Before, string? After, long? Sequence, string? Hash);

/// <summary>What came of checking the audit log's chain.</summary>
/// <param name="Valid">Every entry is as it was written, and none is missing as far as the server knows.</param>
/// <param name="Entries">Entries that were checked: all, or those before the first broken one.</param>
/// <param name="Head">The last entry of the chain as <c>SEQUENCE:HASH</c>. Keep it elsewhere: a later check against it finds what was cut off or written anew since.</param>
/// <param name="BrokenSequence">The place of the first broken entry; null if none is, or if it has no place.</param>
/// <param name="BrokenId">The first broken entry; null if none is, or if it is missing.</param>
/// <param name="Reason">What is wrong with it; null if nothing is.</param>
public sealed record AuditVerificationResponse(bool Valid, long Entries, string Head, long? BrokenSequence, long? BrokenId, string? Reason);
