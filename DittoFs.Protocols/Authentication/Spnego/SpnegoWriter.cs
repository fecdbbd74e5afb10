namespace DittoFs.Protocols.Authentication.Spnego;

/// <summary>How a negotiation stands (RFC 4178 §4.2.2).</summary>
internal enum SpnegoState : byte
{
    /// <summary>Done.</summary>
    Completed = 0,

    /// <summary>Another token is needed.</summary>
    Incomplete = 1,

    /// <summary>Refused.</summary>
    Rejected = 2,

    /// <summary>Another token is needed, and a signature over the list of mechanisms.</summary>
    RequestMic = 3,
}

/// <summary>Makes the server's tokens (RFC 4178 §4.2).</summary>
internal static class SpnegoWriter
{
    /// <summary>1.3.6.1.5.5.2.</summary>
    public static ReadOnlySpan<byte> SpnegoOid => [0x2B, 0x06, 0x01, 0x05, 0x05, 0x02];

    /// <summary>1.3.6.1.4.1.311.2.2.10.</summary>
    public static ReadOnlySpan<byte> NtlmOid => [0x2B, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0A];

    /// <summary>The hint that NEGOTIATE carries: this server speaks NTLM.</summary>
    public static byte[] MakeHint()
    {
        var mechanisms = Wrap(0xA0, Wrap(0x30, Wrap(0x06, NtlmOid)));
        var init = Wrap(0xA0, Wrap(0x30, mechanisms));
        return Wrap(0x60, [.. Wrap(0x06, SpnegoOid), .. init]);
    }

    /// <summary>A reply.</summary>
    /// <param name="state">How it stands.</param>
    /// <param name="namesMechanism">True in the first reply, which says that NTLM was chosen.</param>
    /// <param name="token">The mechanism's own token, or null.</param>
    /// <param name="mic">The signature over the list of mechanisms, or null.</param>
    public static byte[] MakeReply(SpnegoState state, bool namesMechanism, byte[]? token, byte[]? mic)
    {
        byte[] fields =
        [
            .. Wrap(0xA0, Wrap(0x0A, [(byte)state])),
            .. namesMechanism ? Wrap(0xA1, Wrap(0x06, NtlmOid)) : [],
            .. token is not null ? Wrap(0xA2, Wrap(0x04, token)) : [],
            .. mic is not null ? Wrap(0xA3, Wrap(0x04, mic)) : [],
        ];
        return Wrap(0xA1, Wrap(0x30, fields));
    }

    private static byte[] Wrap(byte tag, ReadOnlySpan<byte> content) => content.Length switch
    {
        < 0x80 => [tag, (byte)content.Length, .. content],
        < 0x100 => [tag, 0x81, (byte)content.Length, .. content],
        _ => [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content],
    };
}
