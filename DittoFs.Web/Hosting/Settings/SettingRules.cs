using DittoFs.Storage.Content.Cache;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Hosting.Tls;

namespace DittoFs.Web.Hosting.Settings;

/// <summary>What settings must be in view of each other: budgets that could not work are refused at the start and not found out under load.</summary>
internal static class SettingRules
{
    private const int LogSegmentsMin = 4;
    private const int CacheSegmentsMin = 4;
    private static readonly ByteSize ShareBudgetMin = ByteSize.FromMebibytes(64);

    /// <summary>A line for each rule that does not hold.</summary>
    public static IEnumerable<string> FindProblems(ServerSettings settings)
    {
        var (wal, cache) = (settings.Wal, settings.Cache);
        if (wal.Budget.Bytes < LogSegmentsMin * wal.SegmentSize.Bytes)
        {
            yield return $"Wal:Budget = {wal.Budget}: must be at least {LogSegmentsMin} times Wal:SegmentSize ({wal.SegmentSize}), so that writers have room while older segments are uploaded.";
        }

        if (wal.ShareBudget.Bytes != 0 && (wal.ShareBudget > wal.Budget || wal.ShareBudget < ShareBudgetMin))
        {
            yield return $"Wal:ShareBudget = {wal.ShareBudget}: must be 0 (half of Wal:Budget) or between {ShareBudgetMin} and Wal:Budget ({wal.Budget}).";
        }

        if (cache.Disk.Bytes != 0 && cache.Disk.Bytes < CacheSegmentsMin * wal.SegmentSize.Bytes)
        {
            yield return $"Cache:Disk = {cache.Disk}: must be 0 or at least {CacheSegmentsMin} times Wal:SegmentSize ({wal.SegmentSize}), because it is kept in files of that size.";
        }

        if (cache.ReadAhead.Bytes > cache.Memory.Bytes / CacheOptions.ReadAheadDivisor)
        {
            yield return $"Cache:ReadAhead = {cache.ReadAhead}: must be at most a quarter of Cache:Memory ({cache.Memory}), or what was read ahead is gone before it is read.";
        }

        foreach (var problem in TlsRules.FindProblems(settings.Http))
        {
            yield return problem;
        }
    }
}
