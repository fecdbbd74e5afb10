using DittoFs.Protocols.Authentication.Spnego;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Security;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>NEGOTIATE (MS-SMB2 2.2.3): dialects and, for 3.1.1, what else the client can do.</summary>
internal sealed record NegotiateRequest(ushort SecurityMode, uint Capabilities, Guid ClientId, IReadOnlyList<ushort> Dialects, NegotiateContexts Contexts)
    : ISmbRequest<NegotiateRequest>
{
    private const int DialectsMax = 64;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlyMemory<byte> message, out NegotiateRequest request)
    {
        var reader = new LittleEndianReader(message.Span);
        reader.Skip(Smb2Header.BytesLength + 2);
        var count = reader.ReadUInt16();
        var mode = reader.ReadUInt16();
        reader.Skip(2);
        var capabilities = reader.ReadUInt32();
        var client = reader.ReadGuid();
        var contextOffset = reader.ReadUInt32();
        var contextCount = reader.ReadUInt16();
        reader.Skip(2);
        var dialects = new ushort[Math.Min((int)count, DialectsMax)];
        foreach (ref var dialect in dialects.AsSpan())
        {
            dialect = reader.ReadUInt16();
        }

        var contexts = NegotiateContexts.None;
        var isWhole = !reader.HasFailed && count is > 0 and <= DialectsMax
            && (!dialects.Contains((ushort)SmbDialect.Smb311) || NegotiateContexts.TryDecode(message.Span, contextOffset, contextCount, out contexts));
        request = new NegotiateRequest(mode, capabilities, client, dialects, contexts);
        return isWhole;
    }
}

/// <summary>What was chosen (MS-SMB2 2.2.4).</summary>
internal sealed record NegotiateResponse(ushort Dialect, Negotiation Chosen, SmbServerState Server) : ISmbResponse
{
    /// <summary>The dialect that answers "SMB 2, negotiate again" to the multi-protocol hello.</summary>
    public const ushort AnyDialect = 0x02FF;

    private const ushort SigningEnabled = 1;
    private const ushort SigningRequired = 2;
    private const uint LargeTransfers = 0x4;
    private const uint Encryption = 0x40;
    private const int SmallTransferBytes = 64 << 10;
    private const int SaltBytes = 32;
    private const long TicksOf1601 = 504_911_232_000_000_000;

    /// <summary>What the server says about signing.</summary>
    public static ushort SecurityMode(SmbOptions options) => (ushort)(SigningEnabled | (options.SigningRequired ? SigningRequired : 0));

    /// <summary>What the server says it can do.</summary>
    public static uint Capabilities(Negotiation chosen) =>
        (chosen.Dialect >= SmbDialect.Smb210 ? LargeTransfers : 0)
        | (chosen is { Dialect: SmbDialect.Smb300 or SmbDialect.Smb302, Cipher: not SmbCipher.None } ? Encryption : 0);

    /// <inheritdoc/>
    public void Encode(LittleEndianWriter writer)
    {
        var headerStart = writer.Length - Smb2Header.BytesLength;
        var hint = SpnegoWriter.MakeHint();
        var transferMax = (uint)(Dialect is (ushort)SmbDialect.Smb202 ? SmallTransferBytes : Server.TransferBytesMax);
        var withContexts = Chosen.Dialect == SmbDialect.Smb311;
        writer.WriteUInt16(65);
        writer.WriteUInt16(SecurityMode(Server.Options));
        writer.WriteUInt16(Dialect);
        writer.WriteUInt16(0);
        writer.WriteGuid(Server.ServerId);
        writer.WriteUInt32(Capabilities(Chosen));
        writer.WriteUInt32(transferMax);
        writer.WriteUInt32(transferMax);
        writer.WriteUInt32(transferMax);
        writer.WriteUInt64((ulong)(Server.Clock.GetUtcNow().UtcTicks - TicksOf1601));
        writer.WriteUInt64(0);
        writer.WriteUInt16((ushort)(Smb2Header.BytesLength + 64));
        writer.WriteUInt16((ushort)hint.Length);
        var contextField = writer.Length;
        writer.WriteUInt32(0);
        writer.WriteBytes(hint);
        if (withContexts)
        {
            writer.Align(8, headerStart);
            writer.PatchUInt32(contextField, (uint)(writer.Length - headerStart));
            var count = NegotiateContexts.Encode(writer, headerStart, Chosen, SaltBytes);
            writer.PatchUInt16(headerStart + Smb2Header.BytesLength + 6, count);
        }
    }
}

/// <summary>Chooses the dialect and what goes with it (MS-SMB2 3.3.5.4).</summary>
internal sealed class NegotiateCommand : SmbCommand<NegotiateRequest, NegotiateResponse>
{
    private static readonly SmbDialect[] Known = [SmbDialect.Smb311, SmbDialect.Smb302, SmbDialect.Smb300, SmbDialect.Smb210, SmbDialect.Smb202];

    /// <summary>The best dialect of <paramref name="offered"/> that the settings allow; none if there is none.</summary>
    public static SmbDialect Choose(IReadOnlyList<ushort> offered, SmbOptions options) =>
        Known.FirstOrDefault(dialect => dialect >= options.DialectMin && offered.Contains((ushort)dialect));

    /// <inheritdoc/>
    protected override ValueTask<SmbResult<NegotiateResponse>> HandleAsync(SmbCall call, NegotiateRequest request, CancellationToken cancellationToken)
    {
        var connection = call.Connection;
        var dialect = Choose(request.Dialects, connection.Server.Options);
        if (dialect == SmbDialect.None)
        {
            return new(NtStatus.NotSupported);
        }

        if (dialect == SmbDialect.Smb311 && !request.Contexts.OffersSha512)
        {
            return new(NtStatus.InvalidParameter);
        }

        connection.Negotiation = new Negotiation(
            dialect,
            dialect == SmbDialect.Smb311 ? request.Contexts.ChooseSigning() : dialect >= SmbDialect.Smb300 ? SigningAlgorithm.AesCmac : SigningAlgorithm.HmacSha256,
            ChooseCipher(dialect, request, connection.Server.Options),
            request.ClientId,
            request.Capabilities,
            request.SecurityMode,
            request.Dialects);
        return new(new NegotiateResponse((ushort)dialect, connection.Negotiation, connection.Server));
    }

    private static SmbCipher ChooseCipher(SmbDialect dialect, NegotiateRequest request, SmbOptions options)
    {
        const uint EncryptionCapability = 0x40;
        if (options.Encryption == SmbEncryption.Off || dialect < SmbDialect.Smb300)
        {
            return SmbCipher.None;
        }

        return dialect == SmbDialect.Smb311 ? request.Contexts.ChooseCipher()
            : (request.Capabilities & EncryptionCapability) != 0 ? SmbCipher.Aes128Ccm
            : SmbCipher.None;
    }
}
