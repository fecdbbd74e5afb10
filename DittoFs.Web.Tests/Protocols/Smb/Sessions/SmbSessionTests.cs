using DittoFs.Protocols.Smb;
using DittoFs.Protocols.Smb.Framing;
using DittoFs.Protocols.Smb.Security;
using DittoFs.Protocols.Smb.Sessions;

namespace DittoFs.Web.Tests.Protocols.Smb.Sessions;

public sealed class SmbSessionTests
{
    [Fact]
    public void Release_ByTheConnectionWhileAFrameUsesIt_KeepsTheKeysUntilTheFrameIsDone()
    {
        var session = Make();
        var uses = new SessionUses();
        Assert.Same(session, uses.Take(session));
        Assert.Same(session, uses.Take(session));
        session.Release();
        Encrypt(session);
        uses.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Encrypt(session));
    }

    [Fact]
    public void Take_OfASessionThatAllHaveReleased_YieldsNone()
    {
        var session = Make();
        session.Release();
        using var uses = new SessionUses();
        Assert.Null(uses.Take(session));
    }

    private static SmbSession Make() => new(1)
    {
        Keys = SessionKeys.Make(SmbDialect.Smb311, SigningAlgorithm.AesGmac, SmbCipher.Aes128Gcm, new byte[16], PreauthHash.Empty),
    };

    private static void Encrypt(SmbSession session) => session.Keys!.Cipher!.Encrypt(new byte[TransformHeader.BytesLength + 1], session.Id);
}
