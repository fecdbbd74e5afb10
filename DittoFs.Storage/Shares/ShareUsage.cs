using System.Collections.Immutable;

namespace DittoFs.Storage.Shares;

/// <summary>What a share holds at one moment.</summary>
/// <param name="Bytes">Bytes of all files, each rounded up to 4 KiB.</param>
/// <param name="Nodes">Nodes of every kind, the root included.</param>
/// <param name="Owners">The same by owner, for each who holds anything, in order of uids.</param>
public sealed record ShareUsage(long Bytes, long Nodes, ImmutableArray<OwnerUsage> Owners);

/// <summary>What one owner holds.</summary>
/// <param name="Uid">The owner.</param>
/// <param name="Bytes">Bytes of his files, each rounded up to 4 KiB.</param>
/// <param name="Nodes">His nodes of every kind.</param>
public readonly record struct OwnerUsage(uint Uid, long Bytes, long Nodes);

/// <summary>What a recount found.</summary>
/// <param name="Usage">What the share holds, as it was counted.</param>
/// <param name="WrongOwners">Owners whose counters differed from that; they are corrected.</param>
public sealed record RecountReport(ShareUsage Usage, int WrongOwners);
