using System.Collections.Immutable;
using System.Text;
using DittoFs.Protocols.Nsm.V1;
using DittoFs.Protocols.Portmap;
using DittoFs.Protocols.Wire;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Nsm;

/// <summary>Tells clients that held locks that this server restarted (SM_NOTIFY), again and again until they answer or the time of reclaiming is long past.</summary>
internal sealed class RestartNotifier(RemotePrograms programs, TimeProvider clock, ILogger<RestartNotifier> log)
{
    private const int AtOnceMax = 16;

    private static readonly ImmutableArray<int> PausesSeconds = [0, 1, 2, 3, 5, 10, 15, 30, 60, 60, 120, 120, 120];

    /// <summary>Tells all of them; completes when each has answered or was given up.</summary>
    public Task NotifyAllAsync(IReadOnlyCollection<MonitoredClient> clients, int state, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        clients,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancellationToken },
        async (client, token) => await NotifyAsync(client, state, token).ConfigureAwait(false));

    private async Task NotifyAsync(MonitoredClient client, int state, CancellationToken cancellationToken)
    {
        var arguments = Encode(client.ServerAddress.ToString(), state);
        foreach (var pause in PausesSeconds)
        {
            await Task.Delay(TimeSpan.FromSeconds(pause), clock, cancellationToken).ConfigureAwait(false);
            var answer = await programs.CallAsync(
                client.Address, NsmV1Program.ProgramNumber, NsmV1Program.ProgramVersion, NsmV1Program.Notify, arguments, cancellationToken).ConfigureAwait(false);
            if (answer is not null)
            {
                NsmLog.Notified(log, client.Address, client.Name);
                return;
            }
        }

        NsmLog.NotNotified(log, client.Address, client.Name);
    }

    /// <summary>The arguments of SM_NOTIFY: <c>mon_name&lt;&gt; state(4)</c>.</summary>
    private static byte[] Encode(string serverName, int state)
    {
        using var writer = new XdrWriter();
        writer.WriteOpaque(Encoding.ASCII.GetBytes(serverName));
        writer.WriteUInt32((uint)state);
        return writer.Written.ToArray();
    }
}
