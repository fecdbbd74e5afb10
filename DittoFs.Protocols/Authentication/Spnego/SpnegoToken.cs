namespace DittoFs.Protocols.Authentication.Spnego;

/// <summary>What a client said in SPNEGO (RFC 4178 §4.2).</summary>
/// <param name="IsInit">True for the first token, false for a reply.</param>
/// <param name="MechanismList">The DER of the offered mechanisms, which a later signature covers; empty in a reply.</param>
/// <param name="PrefersNtlm">The first mechanism is NTLM, so the token that came along is NTLM's.</param>
/// <param name="OffersNtlm">NTLM is among the mechanisms.</param>
/// <param name="Token">The mechanism's own token; empty if none came.</param>
/// <param name="MechanismListMic">The signature over the list; empty if none came.</param>
internal sealed record SpnegoToken(bool IsInit, byte[] MechanismList, bool PrefersNtlm, bool OffersNtlm, byte[] Token, byte[] MechanismListMic)
{
    private const byte Application = 0x60;
    private const byte Sequence = 0x30;
    private const byte ObjectIdentifier = 0x06;
    private const byte OctetString = 0x04;
    private const byte Context0 = 0xA0;
    private const byte Context1 = 0xA1;
    private const byte Context2 = 0xA2;
    private const byte Context3 = 0xA3;

    /// <summary>Reads a token; null if it is none.</summary>
    public static SpnegoToken? TryDecode(ReadOnlySpan<byte> bytes)
    {
        var reader = new DerReader(bytes);
        if (reader.NextTag == Application)
        {
            return reader.TryRead(Application, out var framed) && TryEnterInit(framed, out var init) ? DecodeFields(init, isInit: true) : null;
        }

        return reader.TryRead(Context1, out var response) && new DerReader(response).TryRead(Sequence, out var fields) ? DecodeFields(fields, isInit: false) : null;
    }

    private static bool TryEnterInit(ReadOnlySpan<byte> framed, out ReadOnlySpan<byte> fields)
    {
        fields = default;
        var inner = new DerReader(framed);
        return inner.TryRead(ObjectIdentifier, out var mechanism) && mechanism.SequenceEqual(SpnegoWriter.SpnegoOid)
            && inner.TryRead(Context0, out var init) && new DerReader(init).TryRead(Sequence, out fields);
    }

    private static SpnegoToken? DecodeFields(ReadOnlySpan<byte> fields, bool isInit)
    {
        byte[] list = [], token = [], mic = [];
        var reader = new DerReader(fields);
        while (reader.NextTag != 0)
        {
            var tag = reader.NextTag;
            if (!reader.TryRead(tag, out var content))
            {
                return null;
            }

            switch (tag)
            {
                case Context0 when isInit:
                    list = content.ToArray();
                    break;
                case Context2 when new DerReader(content).TryRead(OctetString, out var octets):
                    token = octets.ToArray();
                    break;
                case Context3 when new DerReader(content).TryRead(OctetString, out var signature):
                    mic = signature.ToArray();
                    break;
            }
        }

        var (prefers, offers) = FindNtlm(list);
        return new SpnegoToken(isInit, list, prefers, offers, token, mic);
    }

    private static (bool Prefers, bool Offers) FindNtlm(ReadOnlySpan<byte> list)
    {
        if (!new DerReader(list).TryRead(Sequence, out var mechanisms))
        {
            return (false, false);
        }

        var reader = new DerReader(mechanisms);
        for (var position = 0; reader.TryRead(ObjectIdentifier, out var mechanism); position++)
        {
            if (mechanism.SequenceEqual(SpnegoWriter.NtlmOid))
            {
                return (position == 0, true);
            }
        }

        return (false, false);
    }
}
