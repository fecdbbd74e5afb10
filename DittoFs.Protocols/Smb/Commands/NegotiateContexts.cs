using System.Security.Cryptography;
using DittoFs.Protocols.Smb.Security;
using DittoFs.Protocols.Smb.Sessions;
using DittoFs.Protocols.Wire;

namespace DittoFs.Protocols.Smb.Commands;

/// <summary>What a client of 3.1.1 offers (MS-SMB2 2.2.3.1).</summary>
/// <param name="OffersSha512">It hashes with SHA-512, the only hash there is.</param>
/// <param name="Ciphers">Its ciphers, best first.</param>
/// <param name="Signings">Its signing algorithms, best first; null if it did not say.</param>
internal sealed record NegotiateContexts(bool OffersSha512, IReadOnlyList<SmbCipher> Ciphers, IReadOnlyList<SigningAlgorithm>? Signings)
{
    private const ushort PreauthIntegrity = 1;
    private const ushort Encryption = 2;
    private const ushort Signing = 8;
    private const ushort Sha512 = 1;
    private const int CountMax = 32;

    /// <summary>Nothing.</summary>
    public static NegotiateContexts None { get; } = new(false, [], null);

    /// <summary>Reads <paramref name="count"/> contexts at <paramref name="offset"/>; false if they are not whole.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> message, uint offset, int count, out NegotiateContexts contexts)
    {
        contexts = None;
        if (offset > message.Length || count > CountMax)
        {
            return false;
        }

        var reader = new LittleEndianReader(message);
        reader.Seek((int)offset);
        for (var index = 0; index < count; index++)
        {
            reader.Seek(Math.Min((reader.Position + 7) & ~7, message.Length));
            var type = reader.ReadUInt16();
            var length = reader.ReadUInt16();
            reader.Skip(4);
            contexts = contexts.With(type, reader.ReadBytes(length));
        }

        return !reader.HasFailed;
    }

    /// <summary>Writes the server's contexts and tells how many.</summary>
    public static ushort Encode(LittleEndianWriter writer, int origin, Negotiation chosen, int saltBytes)
    {
        ushort count = 1;
        WriteHeader(writer, origin, PreauthIntegrity, 6 + saltBytes);
        writer.WriteUInt16(1);
        writer.WriteUInt16((ushort)saltBytes);
        writer.WriteUInt16(Sha512);
        writer.WriteBytes(RandomNumberGenerator.GetBytes(saltBytes));
        if (chosen.Cipher != SmbCipher.None)
        {
            count++;
            WriteChoice(writer, origin, Encryption, (ushort)chosen.Cipher);
        }

        if (chosen.Signing != SigningAlgorithm.AesCmac)
        {
            count++;
            WriteChoice(writer, origin, Signing, (ushort)chosen.Signing);
        }

        return count;
    }

    /// <summary>The client's best cipher that this server has.</summary>
    public SmbCipher ChooseCipher() => Ciphers.FirstOrDefault(cipher => cipher is >= SmbCipher.Aes128Ccm and <= SmbCipher.Aes256Gcm);

    /// <summary>The client's best signing algorithm that this server has; CMAC if it did not say.</summary>
    public SigningAlgorithm ChooseSigning() => Signings?.FirstOrDefault(known => known <= SigningAlgorithm.AesGmac, SigningAlgorithm.AesCmac) ?? SigningAlgorithm.AesCmac;

    private NegotiateContexts With(ushort type, ReadOnlySpan<byte> data)
    {
        var reader = new LittleEndianReader(data);
        var count = reader.ReadUInt16();
        if (type == PreauthIntegrity)
        {
            reader.Skip(2);
        }

        var values = new List<ushort>();
        for (var index = 0; index < count && reader.Remaining >= sizeof(ushort); index++)
        {
            values.Add(reader.ReadUInt16());
        }

        return type switch
        {
            PreauthIntegrity => this with { OffersSha512 = values.Contains(Sha512) },
            Encryption => this with { Ciphers = [.. values.Select(value => (SmbCipher)value)] },
            Signing => this with { Signings = [.. values.Select(value => (SigningAlgorithm)value)] },
            _ => this,
        };
    }

    private static void WriteChoice(LittleEndianWriter writer, int origin, ushort type, ushort choice)
    {
        WriteHeader(writer, origin, type, 4);
        writer.WriteUInt16(1);
        writer.WriteUInt16(choice);
    }

    private static void WriteHeader(LittleEndianWriter writer, int origin, ushort type, int length)
    {
        writer.Align(8, origin);
        writer.WriteUInt16(type);
        writer.WriteUInt16((ushort)length);
        writer.WriteUInt32(0);
    }
}
