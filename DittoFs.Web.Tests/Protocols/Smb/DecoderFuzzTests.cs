using System.Text;
using DittoFs.Protocols.Authentication.Ntlm;
using DittoFs.Protocols.Authentication.Spnego;
using DittoFs.Protocols.Smb.Commands;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Wire;

namespace DittoFs.Web.Tests.Protocols.Smb;

/// <summary>Whatever is made of a right message, decoding it answers yes or no and never throws but for a broken compound.</summary>
public sealed class DecoderFuzzTests
{
    private const int Rounds = 100_000;

    [Theory]
    [InlineData(1)]
    [Trait("Category", "Slow")]
    public void Ntlm_MutatedProofs_AreReadOrRefused(int seed) => Fuzz(seed, MakeProof(), bytes =>
    {
        if (NtlmAuthenticateMessage.TryDecode(bytes) is { } message)
        {
            NtlmProof.TryGetSessionKey(message, new byte[16], new byte[8]);
            NtlmProof.VerifyMic(message with { NtResponse = message.NtResponse.Length < 44 ? new byte[44] : message.NtResponse }, [], [], new byte[16]);
        }

        return NtlmAuthenticateMessage.TryDecode(bytes) is not null;
    });

    [Theory]
    [InlineData(2)]
    [Trait("Category", "Slow")]
    public void Spnego_MutatedTokens_AreReadOrRefused(int seed)
    {
        Fuzz(seed, SpnegoWriter.MakeHint(), bytes => SpnegoToken.TryDecode(bytes) is { IsInit: true });
        Fuzz(seed, SpnegoWriter.MakeReply(SpnegoState.Incomplete, true, new byte[200], new byte[16]), bytes => SpnegoToken.TryDecode(bytes) is { IsInit: false });
    }

    [Theory]
    [InlineData(3)]
    [Trait("Category", "Slow")]
    public void Header_MutatedCompounds_AreCutOrRefused(int seed) => Fuzz(seed, MakeCompound(), bytes =>
    {
        try
        {
            var messages = 0;
            for (Memory<byte> rest = bytes.ToArray(); !rest.IsEmpty || messages == 0; messages++)
            {
                rest = CompoundChain.Take(rest).Following;
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    });

    [Theory]
    [InlineData(4)]
    [Trait("Category", "Slow")]
    public void Requests_MutatedCreate_AreReadOrRefusedByEveryDecoder(int seed) => Fuzz(seed, MakeCreate(), bytes =>
    {
        WriteRequest.TryDecode(bytes, out _);
        ReadRequest.TryDecode(bytes, out _);
        QueryInfoRequest.TryDecode(bytes, out _);
        HandleRequest.TryDecode(bytes, out _);
        TreeConnectRequest.TryDecode(bytes, out _);
        SessionSetupRequest.TryDecode(bytes, out _);
        NegotiateRequest.TryDecode(bytes, out _);
        return CreateRequest.TryDecode(bytes, out _);
    });

    /// <summary>The seed itself must be read, or the mutations would all be refused at the door.</summary>
    private static void Fuzz(int seed, byte[] golden, Func<byte[], bool> decodes)
    {
        Assert.True(decodes(golden));
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var mutated = Mutate(golden, random);
            try
            {
                decodes(mutated);
            }
            catch (Exception failure)
            {
                Assert.Fail($"{Convert.ToHexString(mutated)}: {failure}");
            }
        }
    }

    private static byte[] Mutate(byte[] golden, Random random)
    {
        var bytes = golden.AsSpan(0, random.Next(4) == 0 ? random.Next(golden.Length + 1) : golden.Length).ToArray();
        for (var change = random.Next(1, 6); change > 0 && bytes.Length > 0; change--)
        {
            // Lengths and offsets break at their edges more often than in the middle.
            bytes[random.Next(bytes.Length)] = random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => (byte)random.Next(256) };
        }

        return bytes;
    }

    private static byte[] MakeProof()
    {
        using var writer = new LittleEndianWriter();
        var user = Encoding.Unicode.GetBytes("User");
        writer.WriteBytes("NTLMSSP\0"u8);
        writer.WriteUInt32(NtlmMessages.Authenticate);
        var offset = 88;
        foreach (var length in (ReadOnlySpan<int>)[0, 60, 0, user.Length, 0, 16])
        {
            writer.WriteUInt16((ushort)length);
            writer.WriteUInt16((ushort)length);
            writer.WriteUInt32((uint)offset);
            offset += length;
        }

        writer.WriteUInt32((uint)(NtlmFlags.Unicode | NtlmFlags.KeyExchange));
        writer.WriteZeros(24 + 44);
        writer.WriteBytes([6, 0, 4, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        writer.WriteBytes(user);
        writer.WriteZeros(16);
        return writer.Written.ToArray();
    }

    private static byte[] MakeCompound()
    {
        var frame = new byte[3 * 72];
        for (var message = 0; message < 3; message++)
        {
            new Smb2Header { Command = 13, MessageId = (ulong)message, NextCommand = message < 2 ? 72u : 0 }.Write(frame.AsSpan(message * 72));
        }

        return frame;
    }

    private static byte[] MakeCreate()
    {
        using var writer = new LittleEndianWriter();
        writer.WriteZeros(Smb2Header.BytesLength + 24);
        writer.WriteUInt32(0x80);
        writer.WriteUInt32(0);
        writer.WriteUInt32(7);
        writer.WriteUInt32(1);
        writer.WriteUInt32(0);
        writer.WriteUInt16(Smb2Header.BytesLength + 56);
        writer.WriteUInt16(8);
        writer.WriteUInt64(0);
        writer.WriteUtf16("name");
        return writer.Written.ToArray();
    }
}
