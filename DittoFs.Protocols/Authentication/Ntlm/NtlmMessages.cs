using System.Buffers.Binary;
using System.Text;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Authentication.Ntlm;

/// <summary>The messages of NTLM that need no record: what type one is, and the server's challenge (MS-NLMP 2.2.1.2).</summary>
internal static class NtlmMessages
{
    /// <summary>The type of the client's first message.</summary>
    public const uint Negotiate = 1;

    /// <summary>The type of the server's challenge.</summary>
    public const uint Challenge = 2;

    /// <summary>The type of the client's proof.</summary>
    public const uint Authenticate = 3;

    /// <summary>The length of a challenge.</summary>
    public const int ChallengeBytes = 8;

    private const ushort ComputerName = 1;
    private const ushort DomainName = 2;
    private const ushort DnsComputerName = 3;
    private const ushort DnsDomainName = 4;
    private const ushort Time = 7;

    /// <summary>The type of <paramref name="message"/>; 0 if it is no message of NTLM.</summary>
    public static uint TypeOf(ReadOnlySpan<byte> message) =>
        message.Length >= 12 && message.StartsWith("NTLMSSP\0"u8) ? BinaryPrimitives.ReadUInt32LittleEndian(message[8..]) : 0;

    /// <summary>The flags of a negotiate message.</summary>
    public static NtlmFlags FlagsOfNegotiate(ReadOnlySpan<byte> message) =>
        message.Length >= 16 ? (NtlmFlags)BinaryPrimitives.ReadUInt32LittleEndian(message[12..]) : NtlmFlags.None;

    /// <summary>Makes the server's message with its <paramref name="challenge"/>, naming it <paramref name="serverName"/>.</summary>
    /// <param name="flags">What is agreed to.</param>
    /// <param name="challenge">Eight random bytes.</param>
    /// <param name="serverName">The name that the client shows.</param>
    /// <param name="fileTime">The server's time, whose presence makes clients send a MIC.</param>
    public static byte[] MakeChallenge(NtlmFlags flags, ReadOnlySpan<byte> challenge, string serverName, ulong fileTime)
    {
        const int HeaderBytes = 56;
        var upperName = serverName.ToUpperInvariant();
        using var writer = new LittleEndianWriter();
        writer.WriteBytes("NTLMSSP\0"u8);
        writer.WriteUInt32(Challenge);
        WriteField(writer, upperName.Length * 2, HeaderBytes);
        writer.WriteUInt32((uint)flags);
        writer.WriteBytes(challenge);
        writer.WriteZeros(8);
        var targetInfo = MakeTargetInfo(upperName, serverName, fileTime);
        WriteField(writer, targetInfo.Length, HeaderBytes + (upperName.Length * 2));

        // Version 6.1, NTLM revision 15 (MS-NLMP 2.2.2.10).
        writer.WriteUInt64(0x0F00_0000_0000_0106);
        writer.WriteUtf16(upperName);
        writer.WriteBytes(targetInfo);
        return writer.Written.ToArray();
    }

    private static byte[] MakeTargetInfo(string upperName, string serverName, ulong fileTime)
    {
        using var writer = new LittleEndianWriter();
        WritePair(writer, DomainName, upperName);
        WritePair(writer, ComputerName, upperName);
        WritePair(writer, DnsDomainName, "");
        WritePair(writer, DnsComputerName, serverName);
        writer.WriteUInt16(Time);
        writer.WriteUInt16(sizeof(ulong));
        writer.WriteUInt64(fileTime);
        writer.WriteUInt32(0);
        return writer.Written.ToArray();
    }

    private static void WritePair(LittleEndianWriter writer, ushort id, string text)
    {
        writer.WriteUInt16(id);
        writer.WriteUInt16((ushort)Encoding.Unicode.GetByteCount(text));
        writer.WriteUtf16(text);
    }

    private static void WriteField(LittleEndianWriter writer, int length, int offset)
    {
        writer.WriteUInt16((ushort)length);
        writer.WriteUInt16((ushort)length);
        writer.WriteUInt32((uint)offset);
    }
}
