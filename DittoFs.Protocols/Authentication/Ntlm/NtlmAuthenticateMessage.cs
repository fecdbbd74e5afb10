using System.Text;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Authentication.Ntlm;

/// <summary>The client's proof (MS-NLMP 2.2.1.3).</summary>
/// <remarks>
/// <code>
///  0 "NTLMSSP\0"   8 type 3   12 LM response   20 NT response   28 domain   36 user   44 workstation   52 session key   60 flags   64 version   72 MIC (16)
/// each field: length(2) room(2) offset(4)
/// </code>
/// </remarks>
internal sealed record NtlmAuthenticateMessage(string Domain, string User, byte[] NtResponse, byte[] EncryptedKey, NtlmFlags Flags, byte[] Bytes)
{
    /// <summary>Where the MIC stands.</summary>
    public const int MicOffset = 72;

    /// <summary>The length of the MIC.</summary>
    public const int MicBytes = 16;

    private const int HeaderBytes = 64;
    private const int ShortResponseBytes = 24;

    /// <summary>Reads a message; null if it is not one, or has a response of NTLMv2 that is none.</summary>
    public static NtlmAuthenticateMessage? TryDecode(ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderBytes || NtlmMessages.TypeOf(message) != NtlmMessages.Authenticate)
        {
            return null;
        }

        var reader = new LittleEndianReader(message);
        reader.Seek(60);
        var flags = (NtlmFlags)reader.ReadUInt32();
        if (!flags.HasFlag(NtlmFlags.Unicode))
        {
            return null;
        }

        var response = Field(message, 20);
        var domain = Field(message, 28);
        var user = Field(message, 36);
        var key = Field(message, 52);
        return response is null || domain is null || user is null || key is null
            || (response.Length > ShortResponseBytes && !NtlmProof.IsWellFormed(response))
            ? null
            : new NtlmAuthenticateMessage(Encoding.Unicode.GetString(domain), Encoding.Unicode.GetString(user), response, key, flags, message.ToArray());
    }

    private static byte[]? Field(ReadOnlySpan<byte> message, int position)
    {
        var reader = new LittleEndianReader(message);
        reader.Seek(position);
        var length = reader.ReadUInt16();
        reader.Skip(2);
        var offset = reader.ReadUInt32();
        if (length == 0)
        {
            return [];
        }

        reader.Seek(offset > int.MaxValue ? -1 : (int)offset);
        var bytes = reader.ReadBytes(length);
        return reader.HasFailed ? null : bytes.ToArray();
    }
}
