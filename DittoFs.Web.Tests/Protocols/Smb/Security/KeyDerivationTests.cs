using System.Text;
using DittoFs.Protocols.Smb.Security;

namespace DittoFs.Web.Tests.Protocols.Smb.Security;

/// <summary>The keys that Microsoft published for MS-SMB2 ("The anatomy of signing and cryptographic keys", appendix).</summary>
public sealed class KeyDerivationTests
{
    private const string Preauth = "0DD13628CC3ED218EF9DF9772D436D0887AB9814BFAE63A80AA845F36909DB79"
        + "28622DDDAD522D9751640A459762C5A9D6BB084CBB3CE6BDADEF5D5BCE3C6C01";

    [Theory]
    [InlineData("SMB2AESCMAC\0", "SmbSign\0", "0B7E9C5CAC36C0F6EA9AB275298CEDCE")]
    [InlineData("SMB2AESCCM\0", "ServerIn \0", "FAD27796665B313EBB578F388632B4F7")]
    [InlineData("SMB2AESCCM\0", "ServerOut\0", "B0F0427F7CEB416D1D9DCC0CD4F99447")]
    public void Derive_Smb300_YieldsThePublishedKey(string label, string context, string expected) =>
        Assert.Equal(expected, Derive("7CD451825D0450D235424E44BA6E78CC", label, Encoding.ASCII.GetBytes(context)));

    [Theory]
    [InlineData("SMBSigningKey\0", "73FE7A9A77BEF0BDE49C650D8CCB5F76")]
    [InlineData("SMBC2SCipherKey\0", "629BCBC54422A0F572B97F45989B6073")]
    [InlineData("SMBS2CCipherKey\0", "E2AF0DCEFAC68DA71A0DFBD0D1350D74")]
    public void Derive_Smb311_YieldsThePublishedKey(string label, string expected) =>
        Assert.Equal(expected, Derive("270E1BA896585EEB7AF3472D3B4C75A7", label, Convert.FromHexString(Preauth)));

    private static string Derive(string key, string label, byte[] context) =>
        Convert.ToHexString(KeyDerivation.Derive(Convert.FromHexString(key), Encoding.ASCII.GetBytes(label), context, 16));
}
