namespace DittoFs.Protocols.Authentication.Ntlm;

/// <summary>The stream cipher that NTLM exchanges its session key with (MS-NLMP 3.4.3). It protects nothing else here.</summary>
internal sealed class Rc4
{
    private readonly byte[] state = new byte[256];
    private byte first;
    private byte second;

    /// <summary>A stream of <paramref name="key"/>.</summary>
    public Rc4(ReadOnlySpan<byte> key)
    {
        for (var index = 0; index < state.Length; index++)
        {
            state[index] = (byte)index;
        }

        byte swap = 0;
        for (var index = 0; index < state.Length; index++)
        {
            swap += (byte)(state[index] + key[index % key.Length]);
            (state[index], state[swap]) = (state[swap], state[index]);
        }
    }

    /// <summary>Encrypts or decrypts <paramref name="bytes"/> in place.</summary>
    public void Apply(Span<byte> bytes)
    {
        for (var index = 0; index < bytes.Length; index++)
        {
            first++;
            second += state[first];
            (state[first], state[second]) = (state[second], state[first]);
            bytes[index] ^= state[(byte)(state[first] + state[second])];
        }
    }
}
