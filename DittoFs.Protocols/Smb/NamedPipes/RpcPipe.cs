using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.NamedPipes;

/// <summary>
/// One open of a named pipe: bytes of DCE/RPC in, bytes out (MS-RPCE 2.1.1.2). A write that does not follow the protocol breaks the pipe; what it holds is bounded:
/// one unit that is not whole, one call that is not whole, and the answer to one call. Not safe for two threads at once.
/// </summary>
internal sealed class RpcPipe(RpcInterface offered) : IDisposable
{
    private const int CallBytesMax = 1 << 16;
    private const int AnswerBytesMax = 4 << 20;
    private const int ResponseHeadBytes = PduHeader.BytesLength + 8;
    private const byte Whole = PduHeader.IsFirst | PduHeader.IsLast;
    private const ushort UnknownAuthentication = 8;
    private const ushort LocalLimit = 4;

    private readonly LittleEndianWriter output = new();
    private readonly List<byte> input = [];
    private readonly List<byte> call = [];
    private readonly HashSet<ushort> contexts = [];
    private int unitBytesMax = PduHeader.UnitBytesMin;
    private int taken;
    private bool isBroken;

    /// <summary>Bytes that can be read.</summary>
    public int Available => output.Length - taken;

    /// <summary>Bytes of the next unit that can be read, which a message-mode read returns at most; 0 if there is none.</summary>
    public int NextUnitLength => PduHeader.TryRead(output.Written[taken..], out var header) ? Math.Min(header.Length, Available) : 0;

    /// <summary>Takes bytes from the client; false once the pipe is broken: it is closed then.</summary>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        if (isBroken || input.Count + bytes.Length > CallBytesMax + PduHeader.UnitBytesMax)
        {
            return !(isBroken = true);
        }

        input.AddRange(bytes);
        while (!isBroken && input.Count >= PduHeader.BytesLength)
        {
            var unit = input.ToArray();
            if (!PduHeader.TryRead(unit, out var header))
            {
                isBroken = true;
            }
            else if (unit.Length < header.Length)
            {
                return true;
            }
            else
            {
                isBroken = !Take(header, unit.AsSpan(PduHeader.BytesLength, header.Length - PduHeader.BytesLength)) || Available > AnswerBytesMax;
                input.RemoveRange(0, header.Length);
            }
        }

        return !isBroken;
    }

    /// <summary>Gives bytes to the client.</summary>
    /// <returns>How many; 0 if nothing is there.</returns>
    public int Read(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, Available);
        output.Written.Slice(taken, count).CopyTo(destination);
        taken += count;
        if (Available == 0)
        {
            output.Truncate(taken = 0);
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => output.Dispose();

    private bool Take(in PduHeader header, ReadOnlySpan<byte> body) => header.Kind switch
    {
        PduKind.Bind or PduKind.AlterContext => Bind(header, body),
        PduKind.Request => Request(header, body),
        _ => false,
    };

    private bool Bind(in PduHeader header, ReadOnlySpan<byte> body)
    {
        if (header.AuthenticationLength > 0)
        {
            return Refuse(header, UnknownAuthentication);
        }

        if (!BindExchange.TryRead(body, out unitBytesMax, out var group, out var offers))
        {
            return Refuse(header, LocalLimit);
        }

        BindExchange.Answer(output, header, group, offers, offered, contexts);
        return true;
    }

    private bool Refuse(in PduHeader header, ushort reason)
    {
        var start = PduHeader.Begin(output, PduKind.BindNak, Whole, header.Call);
        output.WriteUInt16(reason);
        output.WriteByte(1);
        output.WriteUInt16(5);
        output.WriteByte(0);
        PduHeader.End(output, start);
        return true;
    }

    private bool Request(in PduHeader header, ReadOnlySpan<byte> body)
    {
        var reader = new LittleEndianReader(body);
        reader.Skip(4);
        var context = reader.ReadUInt16();
        var operation = reader.ReadUInt16();
        reader.Skip((header.Flags & PduHeader.HasObject) != 0 ? 16 : 0);
        if (reader.HasFailed || header.AuthenticationLength > 0 || ((header.Flags & PduHeader.IsFirst) != 0) != (call.Count == 0))
        {
            return false;
        }

        call.AddRange(body[reader.Position..]);
        if (call.Count > CallBytesMax)
        {
            return false;
        }

        if ((header.Flags & PduHeader.IsLast) != 0)
        {
            var stub = call.ToArray();
            call.Clear();
            Answer(header.Call, context, operation, stub);
        }

        return true;
    }

    private void Answer(uint number, ushort context, ushort operation, byte[] stub)
    {
        using var results = new NdrWriter();
        var parameters = new NdrReader(stub);
        var fault = contexts.Contains(context) ? offered.Call(operation, ref parameters, results) : RpcFault.NoSuchInterface;
        if (fault == RpcFault.None)
        {
            Respond(number, context, results.Written);
            return;
        }

        var start = PduHeader.Begin(output, PduKind.Fault, Whole, number);
        output.WriteUInt32(0);
        output.WriteUInt16(context);
        output.WriteUInt16(0);
        output.WriteUInt32((uint)fault);
        output.WriteUInt32(0);
        PduHeader.End(output, start);
    }

    private void Respond(uint number, ushort context, ReadOnlySpan<byte> results)
    {
        var flags = PduHeader.IsFirst;
        do
        {
            var part = results[..Math.Min(results.Length, unitBytesMax - ResponseHeadBytes)];
            flags |= part.Length == results.Length ? PduHeader.IsLast : (byte)0;
            var start = PduHeader.Begin(output, PduKind.Response, flags, number);
            output.WriteUInt32((uint)results.Length);
            output.WriteUInt16(context);
            output.WriteUInt16(0);
            output.WriteBytes(part);
            PduHeader.End(output, start);
            results = results[part.Length..];
            flags = 0;
        }
        while (!results.IsEmpty);
    }
}
