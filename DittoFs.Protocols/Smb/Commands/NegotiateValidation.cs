using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>FSCTL_VALIDATE_NEGOTIATE_INFO (MS-SMB2 3.3.5.15.12): the client proves, signed, what it had said unsigned; somebody in between may have changed it.</summary>
internal static class NegotiateValidation
{
    private const int ResponseBytes = 24;

    /// <summary>Compares, and writes what the server had said.</summary>
    /// <exception cref="InvalidDataException">The two differ, so the connection must go.</exception>
    public static NtStatus Validate(SmbCall call, in IoctlRequest request)
    {
        var negotiated = call.Connection.Negotiation;
        var reader = new LittleEndianReader(request.Input.Span);
        var capabilities = reader.ReadUInt32();
        var client = reader.ReadGuid();
        var mode = reader.ReadUInt16();
        var dialects = new List<ushort>();
        for (var left = (int)reader.ReadUInt16(); left > 0 && !reader.HasFailed; left--)
        {
            dialects.Add(reader.ReadUInt16());
        }

        var isSame = !reader.HasFailed && capabilities == negotiated.ClientCapabilities && client == negotiated.ClientId && mode == negotiated.ClientSecurityMode
            && NegotiateCommand.Choose(dialects, call.Connection.Server.Options) == negotiated.Dialect;
        if (!isSame || negotiated.Dialect == SmbDialect.Smb311 || request.OutputMax < ResponseBytes)
        {
            throw new InvalidDataException("What the client validates is not what was negotiated.");
        }

        call.Reply.WriteUInt32(NegotiateResponse.Capabilities(negotiated));
        call.Reply.WriteGuid(call.Connection.Server.ServerId);
        call.Reply.WriteUInt16(NegotiateResponse.SecurityMode(call.Connection.Server.Options));
        call.Reply.WriteUInt16((ushort)negotiated.Dialect);
        return NtStatus.Success;
    }
}
