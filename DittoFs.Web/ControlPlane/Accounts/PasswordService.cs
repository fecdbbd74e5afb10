using System.Text;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Secrets;
using Microsoft.AspNetCore.Identity;
using Org.BouncyCastle.Crypto.Digests;

namespace DittoFs.Web.ControlPlane.Accounts;

/// <summary>
/// The only place where passwords are set and checked. For accounts that may use SMB it also keeps the NT hash, encrypted, because NTLM needs it and it
/// can't be made from the other hash later.
/// </summary>
internal sealed class PasswordService(IPasswordHasher<ApplicationUser> hasher, SecretBox secrets)
{
    /// <summary>The shortest password.</summary>
    public const int LengthMin = 10;

    /// <summary>The longest password.</summary>
    public const int LengthMax = 256;

    private static readonly ApplicationUser Nobody = new();

    private readonly Lazy<string> nobodysHash = new(() => hasher.HashPassword(Nobody, Guid.NewGuid().ToString()));

    /// <summary>Null for a password that the account may have; else why not.</summary>
    public static Failure? Check(string userName, string password, string field)
    {
        var reason = password.Length is < LengthMin or > LengthMax ? $"A password takes {LengthMin} to {LengthMax} characters."
            : password.Equals(userName, StringComparison.OrdinalIgnoreCase) ? "The name is no password."
            : password.Distinct().Count() < 4 ? "A password takes at least four different characters."
            : null;
        return reason is null ? null : new Failure(ControlPlaneError.FieldInvalid, reason, field);
    }

    /// <summary>Gives <paramref name="user"/> the password and ends its sessions. The caller has checked it and saves the row.</summary>
    public void Set(ApplicationUser user, string password, bool mustChange)
    {
        user.PasswordHash = hasher.HashPassword(user, password);
        user.NtHash = user.SmbAllowed ? secrets.Seal(MakeNtHash(password), SecretRows.PurposeOf(user)) : null;
        user.MustChangePassword = mustChange;
        EndSessions(user);
    }

    /// <summary>Makes every token and cookie of <paramref name="user"/> void.</summary>
    public static void EndSessions(ApplicationUser user) => user.SecurityStamp = Guid.NewGuid().ToString("N");

    /// <summary>Whether <paramref name="password"/> is the account's. Takes as long for an account that does not exist.</summary>
    public bool Verify(ApplicationUser? user, string password)
    {
        var result = hasher.VerifyHashedPassword(user ?? Nobody, user?.PasswordHash ?? nobodysHash.Value, password);
        return user?.PasswordHash is not null && result != PasswordVerificationResult.Failed;
    }

    /// <summary>The NT hash of the account's password, or null when none was kept.</summary>
    public byte[]? ReadNtHash(ApplicationUser user) => user.NtHash is { } box ? secrets.Open(box, SecretRows.PurposeOf(user)) : null;

    /// <summary>MD4 of the password in UTF-16LE (MS-NLMP 3.3.1, NTOWFv1).</summary>
    private static byte[] MakeNtHash(string password)
    {
        var digest = new MD4Digest();
        var text = Encoding.Unicode.GetBytes(password);
        digest.BlockUpdate(text, 0, text.Length);
        var hash = new byte[digest.GetDigestSize()];
        digest.DoFinal(hash, 0);
        return hash;
    }
}
