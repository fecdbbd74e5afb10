using DittoFs.Storage;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Data;
using DittoFs.Web.ControlPlane.Secrets;
using DittoFs.Web.Hosting;
using DittoFs.Web.Tests.Support;
using Microsoft.AspNetCore.Identity;

namespace DittoFs.Web.Tests.Web.ControlPlane;

public sealed class PasswordServiceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void NtHash_IsThatOfTheSpecificationsExample()
    {
        var passwords = Create();
        var user = new ApplicationUser { Id = Guid.NewGuid(), SmbAllowed = true };

        passwords.Set(user, "Password", mustChange: false);

        // MS-NLMP 4.2.2.1.2.
        Assert.Equal("A4F49C406510BDCAB6824EE7C30FD852", Convert.ToHexString(passwords.ReadNtHash(user)!));
        Assert.DoesNotContain("A4F49C406510BDCAB6824EE7C30FD852", Convert.ToHexString(user.NtHash!), StringComparison.Ordinal);
    }

    [Fact]
    public void NtHash_IsKeptOnlyForThoseWhoMayUseSmb()
    {
        var passwords = Create();
        var user = new ApplicationUser { Id = Guid.NewGuid() };

        passwords.Set(user, "a long password", mustChange: true);

        Assert.Null(user.NtHash);
        Assert.Null(passwords.ReadNtHash(user));
        Assert.True(user.MustChangePassword);
    }

    [Fact]
    public void NtHash_OfOneAccountIsNoUseToAnother()
    {
        var passwords = Create();
        var user = new ApplicationUser { Id = Guid.NewGuid(), SmbAllowed = true };
        passwords.Set(user, "a long password", mustChange: false);

        Assert.Null(passwords.ReadNtHash(new ApplicationUser { Id = Guid.NewGuid(), NtHash = user.NtHash }));
    }

    [Fact]
    public void Verify_TakesTheRightPasswordOfAnAccountThatExists()
    {
        var passwords = Create();
        var user = new ApplicationUser { Id = Guid.NewGuid() };
        passwords.Set(user, "a long password", mustChange: false);
        var stamp = user.SecurityStamp;

        Assert.True(passwords.Verify(user, "a long password"));
        Assert.False(passwords.Verify(user, "A long password"));
        Assert.False(passwords.Verify(null, "a long password"));
        Assert.False(passwords.Verify(new ApplicationUser(), "a long password"));
        passwords.Set(user, "a long password", mustChange: false);
        Assert.NotEqual(stamp, user.SecurityStamp);
    }

    [Fact]
    public void MasterKey_IsMadeOnceForItsOwnerAlone()
    {
        var box = new SecretBox(new MasterKeys(new HostArguments(), new StorageOptions { DataDirectory = _directory.Path })).Seal("secret"u8, "purpose"u8);
        var path = _directory.Combine("master-key");

        Assert.Equal("secret"u8, new SecretBox(new MasterKeys(new HostArguments(), new StorageOptions { DataDirectory = _directory.Path })).Open(box, "purpose"u8)!);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        File.WriteAllText(path, "too short");
        Assert.Throws<InvalidDataException>(() => new SecretBox(new MasterKeys(new HostArguments(), new StorageOptions { DataDirectory = _directory.Path })).Open(box, "purpose"u8));
    }

    [Fact]
    public void Box_WithAChangedByte_StaysShut()
    {
        var secrets = new SecretBox(new MasterKeys(new HostArguments(), new StorageOptions { DataDirectory = _directory.Path }));
        var box = secrets.Seal("secret"u8, "purpose"u8);

        for (var i = 0; i < box.Length; i++)
        {
            box[i] ^= 1;
            Assert.Null(secrets.Open(box, "purpose"u8));
            box[i] ^= 1;
        }

        Assert.Null(secrets.Open(box.AsSpan(0, 20), "purpose"u8));
        Assert.Null(secrets.Open(box, "another purpose"u8));
    }

    private PasswordService Create() => new(new PasswordHasher<ApplicationUser>(), new SecretBox(new MasterKeys(new HostArguments(), new StorageOptions { DataDirectory = _directory.Path })));
}
