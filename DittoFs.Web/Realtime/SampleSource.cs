using System.Collections.Immutable;
using DittoFs.Protocols.Hosting;
using DittoFs.Protocols.Mount;
using DittoFs.Protocols.Smb;
using DittoFs.Storage.Shares;
using ConnectionInfo = DittoFs.Protocols.Hosting.ConnectionInfo;

namespace DittoFs.Web.Realtime;

/// <summary>Makes a snapshot from instruments and counters: what has changed since the one before, as rates. One caller at a time.</summary>
internal sealed class SampleSource(
    MeterReadings meters, ConnectionRegistry connections, MountTable mounts, SmbTreeTable trees, ProtocolServerManager servers, TimeProvider clock)
{
    private const int RowsMax = 8;
    private const string Smb = "smb";

    private readonly Dictionary<long, ConnectionInfo> before = [];
    private (long In, long Out) bytesBefore;
    private long lastReading = clock.GetTimestamp();

    /// <summary>The time since the last snapshot, as a snapshot.</summary>
    /// <param name="storage">What the storage holds now.</param>
    /// <param name="stores">The newest that is known of the stores.</param>
    public ConsoleSnapshot Take(StorageStatistics storage, ImmutableArray<StoreHealth> stores)
    {
        var seconds = Math.Max(clock.GetElapsedTime(lastReading).TotalSeconds, 1e-3);
        lastReading = clock.GetTimestamp();
        var now = clock.GetUtcNow();
        var reading = meters.Take();
        var mounted = mounts.List().Concat(trees.List().Select(tree => new MountEntry(tree.Client, '/' + tree.Share, tree.Since))).ToList();
        var atRisk = storage.Shares.Sum(share => share.BytesAtRisk);
        var sample = Measure(reading, seconds) with
        {
            Time = now,
            MountedClients = mounted.Select(entry => entry.Client).Distinct().Count(),
            BytesAtRisk = atRisk,
            LogUsedFraction = storage.LogUsedFraction,
        };
        return new ConsoleSnapshot(
            sample,
            atRisk > 0 ? now - storage.AtRiskAge : null,
            storage.Shares.Sum(share => share.BlocksUnderWay),
            storage.LogBudgetBytes,
            stores,
            [.. storage.Shares.Select(share => Describe(share, mounted)).OrderBy(share => share.Name, StringComparer.OrdinalIgnoreCase)],
            MeasureClients(seconds),
            [.. reading.Procedures.OrderByDescending(procedure => procedure.Count).Take(RowsMax).Select(procedure => Describe(procedure, seconds))])
        {
            Protocols = [.. servers.Servers.OrderBy(server => server.Name, StringComparer.Ordinal).Select(server => Describe(server.Name, reading, seconds))],
        };
    }

    private ConsoleSample Measure(MeterReading reading, double seconds)
    {
        var totals = servers.Servers.Select(server => connections.Sum(server.Name)).ToList();
        var (received, sent) = (totals.Sum(total => total.BytesReceived), totals.Sum(total => total.BytesSent));
        var sample = new ConsoleSample
        {
            Time = default,
            CallsPerSecond = reading.Calls.Count / seconds,
            BytesInPerSecond = (received - bytesBefore.In) / seconds,
            BytesOutPerSecond = (sent - bytesBefore.Out) / seconds,
            MedianSeconds = reading.Calls.Quantile(0.5),
            TailSeconds = reading.Calls.Quantile(0.99),
            NfsMedianSeconds = reading.Nfs.Quantile(0.5),
            NfsTailSeconds = reading.Nfs.Quantile(0.99),
            SmbMedianSeconds = reading.Smb.Quantile(0.5),
            SmbTailSeconds = reading.Smb.Quantile(0.99),
            SyncTailSeconds = reading.Syncs.Quantile(0.99),
            Connections = totals.Sum(total => total.Open),
            LogBytesPerSecond = reading.LoggedBytes / seconds,
            UploadBytesPerSecond = reading.UploadedBytes / seconds,
        };
        bytesBefore = (received, sent);
        return sample;
    }

    private ImmutableArray<ClientActivity> MeasureClients(double seconds)
    {
        var open = connections.List();
        var clients = open
            .GroupBy(connection => ProtocolActivity.Text(connection.Client.Address))
            .Select(client => new ClientActivity(
                client.Key,
                client.Count(),
                client.Sum(connection => connection.Calls - Before(connection).Calls) / seconds,
                client.Sum(connection => connection.BytesReceived - Before(connection).BytesReceived) / seconds,
                client.Sum(connection => connection.BytesSent - Before(connection).BytesSent) / seconds))
            .OrderByDescending(client => client.BytesInPerSecond + client.BytesOutPerSecond)
            .ThenByDescending(client => client.CallsPerSecond)
            .Take(RowsMax)
            .ToImmutableArray();
        before.Clear();
        foreach (var connection in open)
        {
            before[connection.Id] = connection;
        }

        return clients;
    }

    private ConnectionInfo Before(ConnectionInfo connection) =>
        before.GetValueOrDefault(connection.Id) ?? connection with { BytesReceived = 0, BytesSent = 0, Calls = 0 };

    private static ShareActivity Describe(ShareStorageStatistics share, IReadOnlyList<MountEntry> mounted) => new(
        share.Name.Value,
        share.BytesAtRisk,
        share.IsUploading,
        share.UploadFailure != Storage.Primitives.FsError.None,
        mounted.Where(entry => ProtocolActivity.ShareOf(entry.Path).Equals(share.Name.Value, StringComparison.OrdinalIgnoreCase))
            .Select(entry => entry.Client).Distinct().Count())
    {
        BytesHeld = share.BytesHeld,
    };

    private ProtocolLoad Describe(string protocol, MeterReading reading, double seconds)
    {
        var calls = protocol == Smb ? reading.Smb : reading.Nfs;
        return new ProtocolLoad(protocol, connections.Sum(protocol).Open, calls.Count / seconds, calls.Quantile(0.5), calls.Quantile(0.99));
    }

    private static ProcedureActivity Describe(ProcedureReading procedure, double seconds) =>
        new(procedure.Name, procedure.Count / seconds, procedure.TailSeconds);
}
