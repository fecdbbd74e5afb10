using System.Buffers.Binary;
using DittoFs.Protocols.Nlm.V4;
using DittoFs.Protocols.Nlm.V4.Types;
using DittoFs.Protocols.Portmap;
using DittoFs.Protocols.Wire;
using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Nlm;

/// <summary>Calls the lock managers of clients: to grant what they waited for, and to answer those who want answers as calls.</summary>
internal sealed class ClientCallbacks(RemotePrograms programs, ILogger<ClientCallbacks> log)
{
    /// <summary>Answers under way, above which further ones are dropped: their clients ask again.</summary>
    public const int ResultsInFlightMax = 256;

    private int resultsInFlight;

    /// <summary>The cookie of a GRANTED call on the wire.</summary>
    public static byte[] EncodeCookie(ulong cookie)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, cookie);
        return bytes;
    }

    /// <summary>Tells a client that it holds what it waited for.</summary>
    /// <returns>What the client made of it; null if it said nothing, or says it by a call of its own.</returns>
    public async Task<NlmStatus?> GrantAsync(BlockedLock granted, CancellationToken cancellationToken)
    {
        var path = granted.Path;
        var procedure = path.ByMessage ? NlmProcedures.GrantedMessage : NlmProcedures.Granted;
        var answer = await programs.CallAsync(path.Client, NlmProcedures.Program, path.Version, procedure, Encode(granted), cancellationToken).ConfigureAwait(false);
        return !path.ByMessage && answer is { } result && Decode(result) is { } decoded ? decoded.Status : null;
    }

    /// <summary>Answers by a call, whose own answer is of no interest.</summary>
    public void SendResult(NlmPath path, uint procedure, ReadOnlyMemory<byte> result)
    {
        if (Interlocked.Increment(ref resultsInFlight) > ResultsInFlightMax)
        {
            Interlocked.Decrement(ref resultsInFlight);
            return;
        }

        _ = SendResultAsync(path, procedure, result);
    }

    private async Task SendResultAsync(NlmPath path, uint procedure, ReadOnlyMemory<byte> result)
    {
        try
        {
            await programs.CallAsync(path.Client, NlmProcedures.Program, path.Version, procedure, result, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            NlmLog.ResultFailed(log, fault, path.Client);
        }
        finally
        {
            Interlocked.Decrement(ref resultsInFlight);
        }
    }

    private static byte[] Encode(BlockedLock granted)
    {
        using var writer = new XdrWriter();
        writer.WriteOpaque(EncodeCookie(granted.Cookie));
        writer.WriteBool(granted.Key.Range.IsExclusive);
        if (granted.Path.Version == NlmProcedures.WideVersion)
        {
            granted.Asked.Encode<WideOffsets>(writer);
        }
        else
        {
            granted.Asked.Encode<NarrowOffsets>(writer);
        }

        return writer.Written.ToArray();
    }

    private static GrantedResultArgs? Decode(ReadOnlyMemory<byte> result)
    {
        var reader = new XdrReader(result);
        return GrantedResultArgs.TryDecode(ref reader, out var decoded) ? decoded : null;
    }
}
