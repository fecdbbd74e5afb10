using DittoFs.Web.Api.Contracts;
using Microsoft.AspNetCore.Identity;

namespace DittoFs.Web.ControlPlane.Data;

/// <summary>An account. Its security stamp changes with everything that must end its sessions; its concurrency stamp with every change.</summary>
internal sealed class ApplicationUser : IdentityUser<Guid>
{
    /// <summary>The user number that file clients send; unique, never 0.</summary>
    public uint Uid { get; set; }

    /// <summary>The primary group number.</summary>
    public uint Gid { get; set; }

    /// <summary>The name for people.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>What it may do in the control plane.</summary>
    public AccountRole Role { get; set; }

    /// <summary>A disabled account can't sign in, and its uid has no permission on any share.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether it may use SMB; only then is <see cref="NtHash"/> kept.</summary>
    public bool SmbAllowed { get; set; }

    /// <summary>It can do nothing but choose a new password.</summary>
    public bool MustChangePassword { get; set; }

    /// <summary>The NT hash of the password, encrypted with the master key; null when it was not kept.</summary>
    public byte[]? NtHash { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime CreatedAt { get; set; }

    /// <summary>When it signed in last, UTC.</summary>
    public DateTime? LastSignInAt { get; set; }

    /// <summary>The groups that it is a member of.</summary>
    public List<MembershipEntity> Memberships { get; } = [];
}
