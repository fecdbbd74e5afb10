using DittoFs.Protocols.Authentication.Ntlm;
using DittoFs.Protocols.Authentication.Spnego;
using DittoFs.Protocols.Smb.Commands;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Information;
using DittoFs.Protocols.Smb.NamedPipes;
using DittoFs.Protocols.Smb.SecurityDescriptors;
using DittoFs.Web.Tests.Protocols.Golden;
using DittoFs.Web.Tests.Protocols.Smb.NamedPipes;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Smb;

/// <summary>
/// Whatever is made of what real clients sent, decoding it answers yes or no and never throws but for a broken compound. 100,000 rounds each; DITTOFS_FUZZ_ROUNDS
/// asks for more.
/// </summary>
public sealed class DecoderFuzzTests
{
    private const byte RpcVersion = 5;

    private static readonly IReadOnlyList<byte[]> Frames = SmbGoldenFrames.Load();

    [Fact]
    public void Frames_Mutated_AreCutAndReadOrRefused() => Mutations.Fuzz(1, Frames, bytes =>
    {
        Memory<byte> rest = bytes;
        var areRead = true;
        try
        {
            while (!rest.IsEmpty)
            {
                var (header, message, following) = CompoundChain.Take(rest);
                areRead &= IsRead(header.Command, message);
                rest = following;
            }

            return areRead;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    });

    [Fact]
    public void Transforms_Mutated_AreReadOrRefused()
    {
        byte[] encrypted = [.. new byte[TransformHeader.BytesLength], .. new byte[100]];
        TransformHeader.Write(encrypted, new byte[12], 100, 1);
        Mutations.Fuzz(2, [encrypted], bytes => TransformHeader.IsTransform(bytes) && TransformHeader.TryRead(bytes, out _));
    }

    [Fact]
    public void Ntlm_MutatedMessages_AreReadOrRefused() => Mutations.Fuzz(3, [.. Tokens().Select(NtlmOf).Where(token => NtlmMessages.TypeOf(token) != 0)], bytes =>
    {
        if (NtlmMessages.TypeOf(bytes) == NtlmMessages.Negotiate)
        {
            return NtlmMessages.FlagsOfNegotiate(bytes) != NtlmFlags.None;
        }

        if (NtlmAuthenticateMessage.TryDecode(bytes) is not { } message)
        {
            return false;
        }

        NtlmProof.TryGetSessionKey(message, new byte[16], new byte[8]);
        return message.NtResponse.Length <= 24 || NtlmProof.VerifyMic(message, [], [], new byte[16]) || message.Bytes.Length == bytes.Length;
    });

    [Fact]
    public void Spnego_MutatedTokens_AreReadOrRefused() => Mutations.Fuzz(
        4, [SpnegoWriter.MakeHint(), .. Tokens().Where(token => NtlmMessages.TypeOf(token) == 0)], bytes => SpnegoToken.TryDecode(bytes) is not null);

    [Fact]
    public void Rpc_MutatedUnits_AreAnsweredOrRefused()
    {
        var server = new TestPipeServer();
        RpcInterface[] interfaces = [new ServerService(server), new WorkstationService(server), new LocalSecurityAuthority(server)];
        var binds = interfaces.Select(offered => RpcPipeTests.Bind(offered)).ToArray();
        Mutations.Fuzz(5, [.. Frames.SelectMany(RpcUnitsOf)], bytes =>
        {
            var isAnswered = false;
            for (var which = 0; which < interfaces.Length; which++)
            {
                using var pipe = new RpcPipe(interfaces[which]);
                pipe.Write(binds[which]);
                pipe.Read(new byte[pipe.Available]);
                pipe.Write(bytes);
                isAnswered |= pipe.Read(new byte[pipe.Available]) > 0;
            }

            return isAnswered;
        });
    }

    /// <summary>Reads a request by its command, and what it carries as everything that it may be.</summary>
    private static bool IsRead(ushort command, ReadOnlyMemory<byte> message)
    {
        switch (command)
        {
            case 0:
                return NegotiateRequest.TryDecode(message, out _);
            case 1:
                return SessionSetupRequest.TryDecode(message, out _);
            case 2 or 4 or 13:
                return EmptyRequest.TryDecode(message, out _);
            case 3:
                return TreeConnectRequest.TryDecode(message, out _);
            case 5:
                return CreateRequest.TryDecode(message, out var create) && ReadDescriptor(create.Contexts.SecurityDescriptor);
            case 6 or 7:
                return HandleRequest.TryDecode(message, out _);
            case 8:
                return ReadRequest.TryDecode(message, out _);
            case 9:
                return WriteRequest.TryDecode(message, out _);
            case 10:
                return LockRequest.TryDecode(message, out _);
            case 11:
                return IoctlRequest.TryDecode(message, out var control) && ReadControl(control.Input);
            case 14:
                return QueryDirectoryRequest.TryDecode(message, out _);
            case 16:
                return QueryInfoRequest.TryDecode(message, out _);
            case 17:
                return SetInfoRequest.TryDecode(message, out var change) && ReadChange(change.Data);
            default:
                return true;
        }
    }

    private static bool ReadControl(ReadOnlyMemory<byte> input)
    {
        ReparsePoints.TryRead(input.Span, out _);
        return true;
    }

    private static bool ReadDescriptor(ReadOnlyMemory<byte> descriptor)
    {
        SecurityDescriptor.TryRead(descriptor.Span, out _);
        return true;
    }

    private static bool ReadChange(ReadOnlyMemory<byte> data)
    {
        SetInformation.TryReadBasic(data.Span, out _);
        SetInformation.TryReadLength(data.Span, out _);
        SetInformation.TryReadDisposition(data.Span, FileClass.DispositionEx, out _);
        SetInformation.TryReadPath(data.Span, out _);
        SetInformation.TryReadMode(data.Span, out _);
        return ReadDescriptor(data);
    }

    private static IEnumerable<byte[]> Tokens()
    {
        foreach (var frame in Frames)
        {
            if (Smb2Header.TryRead(frame, out var header) && header.Command == CommandTable.SessionSetup && SessionSetupRequest.TryDecode(frame, out var request))
            {
                yield return request.Token;
            }
        }
    }

    private static byte[] NtlmOf(byte[] token) => NtlmMessages.TypeOf(token) != 0 ? token : SpnegoToken.TryDecode(token)!.Token;

    /// <summary>The units that clients wrote into pipes; but for the binds, which each pipe has had already.</summary>
    private static IEnumerable<byte[]> RpcUnitsOf(byte[] frame)
    {
        const byte Request = 0;
        Smb2Header.TryRead(frame, out var header);
        var input = header.Command switch
        {
            9 when WriteRequest.TryDecode(frame, out var write) => write.Data,
            11 when IoctlRequest.TryDecode(frame, out var control) => control.Input,
            _ => default,
        };
        return input.Length > 24 && input.Span[0] == RpcVersion && input.Span[2] == Request ? [input.ToArray()] : [];
    }
}
