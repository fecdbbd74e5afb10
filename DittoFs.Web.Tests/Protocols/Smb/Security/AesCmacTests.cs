using CsCheck;
using DittoFs.Protocols.Smb.Security;

namespace DittoFs.Web.Tests.Protocols.Smb.Security;

/// <summary>The examples of RFC 4493 §4.</summary>
public sealed class AesCmacTests
{
    private const string Key = "2B7E151628AED2A6ABF7158809CF4F3C";
    private const string Message = "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710";

    [Theory]
    [InlineData(16, "070A16B46B4D4144F79BDD9DD04A287C")]
    [InlineData(40, "DFA66747DE9AE63030CA32611497C827")]
    [InlineData(64, "51F0BEBF7E3B9D92FC49741779363CFE")]
    public void Compute_Example_YieldsThePublishedCode(int length, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(Compute(Convert.FromHexString(Message)[..length])));

    [Fact]
    public void Compute_AnyLength_ChangesWithEveryBit() => Gen.Select(Gen.Byte.Array[1, 9000], Gen.Int[0, int.MaxValue]).Sample((message, choice) =>
    {
        var before = Compute(message);
        message[choice % message.Length] ^= (byte)(1 << (choice % 8));
        Assert.NotEqual(before, Compute(message));
    });

    private static byte[] Compute(byte[] message)
    {
        using var cmac = new AesCmac(Convert.FromHexString(Key));
        var code = new byte[16];
        cmac.Compute(message, code);
        return code;
    }
}
