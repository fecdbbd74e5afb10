using DittoFs.Protocols.Smb.Commands;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.Framing;

/// <summary>The SMB 1 NEGOTIATE that some clients begin with to learn that the server speaks SMB 2 (MS-SMB2 3.3.5.3).</summary>
internal static class MultiProtocolHello
{
    private static ReadOnlySpan<byte> AnyDialect => "SMB 2.???"u8;

    private static ReadOnlySpan<byte> Dialect202 => "SMB 2.002"u8;

    /// <summary>True if <paramref name="frame"/> is an SMB 1 NEGOTIATE.</summary>
    public static bool IsHello(ReadOnlySpan<byte> frame) => frame.Length > 35 && frame.StartsWith((ReadOnlySpan<byte>)[0xFF, (byte)'S', (byte)'M', (byte)'B', 0x72]);

    /// <summary>Writes the SMB 2 response.</summary>
    /// <exception cref="InvalidDataException">The client speaks no dialect of SMB 2, or has negotiated already.</exception>
    public static void Answer(SmbConnection connection, ReadOnlySpan<byte> frame, LittleEndianWriter reply)
    {
        var speaksAny = frame.IndexOf(AnyDialect) >= 0;
        var speaks202 = frame.IndexOf(Dialect202) >= 0 && connection.Server.Options.DialectMin <= SmbDialect.Smb202;
        if (connection.Negotiation.Dialect != SmbDialect.None || (!speaksAny && !speaks202))
        {
            throw new InvalidDataException("The client offers no dialect that is spoken here.");
        }

        if (!speaksAny)
        {
            connection.Negotiation = Negotiation.None with { Dialect = SmbDialect.Smb202, ClientDialects = [(ushort)SmbDialect.Smb202] };
        }

        var start = reply.Length;
        reply.WriteZeros(Smb2Header.BytesLength);
        var dialect = speaksAny ? NegotiateResponse.AnyDialect : (ushort)SmbDialect.Smb202;
        new NegotiateResponse(dialect, connection.Negotiation, connection.Server).Encode(reply);
        new Smb2Header { Credits = 1, Flags = SmbFlags.Response }.Write(reply.Written[start..]);
    }
}
