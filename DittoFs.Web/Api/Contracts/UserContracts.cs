using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>A group, as far as a reference to it needs.</summary>
/// <param name="Id">Its lasting identity.</param>
/// <param name="Name">Its name.</param>
/// <param name="Gid">Its number on the wire.</param>
public sealed record GroupReference(Guid Id, string Name, uint Gid);

/// <summary>An account.</summary>
public sealed record UserResponse
{
    /// <summary>The lasting identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name to sign in with.</summary>
    public required string UserName { get; init; }

    /// <summary>The name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Where mail reaches the person; null when unknown.</summary>
    public string? Email { get; init; }

    /// <summary>The user number that file clients send.</summary>
    public required uint Uid { get; init; }

    /// <summary>The primary group number.</summary>
    public required uint Gid { get; init; }

    /// <summary>What it may do in the control plane.</summary>
    public required AccountRole Role { get; init; }

    /// <summary>A disabled account can't sign in, and its uid has no permission on any share.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Whether it may use shares over SMB.</summary>
    public required bool SmbAllowed { get; init; }

    /// <summary>It must choose a new password before it can do anything else.</summary>
    public required bool MustChangePassword { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>When it signed in last; null for never.</summary>
    public DateTime? LastSignInAt { get; init; }

    /// <summary>The groups that it is a member of, ordered by name.</summary>
    public required IReadOnlyList<GroupReference> Groups { get; init; }

    /// <summary>Changes with every change; send it back with a change to be refused when somebody else was faster.</summary>
    public required string Version { get; init; }
}

/// <summary>A new account.</summary>
public sealed record CreateUserRequest
{
    /// <summary>1 to 64 letters, digits, '.', '_' or '-', starting with a letter or '_'. Unique without regard to case.</summary>
    /// <example>alice</example>
    [Required, RegularExpression(Patterns.AccountName, ErrorMessage = Patterns.AccountNameRule)]
    public string UserName { get; init; } = "";

    /// <summary>10 to 256 characters, and not the name.</summary>
    /// <example>correct horse battery staple</example>
    [Required, StringLength(256, MinimumLength = 10)]
    public string Password { get; init; } = "";

    /// <summary>The name for people; the user name when empty.</summary>
    /// <example>Alice Liddell</example>
    [StringLength(128)]
    public string? DisplayName { get; init; }

    /// <summary>Where mail reaches the person.</summary>
    /// <example>alice@example.org</example>
    [StringLength(256), EmailAddress]
    public string? Email { get; init; }

    /// <summary>The user number that file clients send, unique; the next free one from 10000 when left out. Never 0: how root is treated is the share's decision.</summary>
    /// <example>1001</example>
    [Range(1, 4294967294)]
    public uint? Uid { get; init; }

    /// <summary>The primary group number; the same as the uid when left out.</summary>
    /// <example>1001</example>
    [Range(1, 4294967294)]
    public uint? Gid { get; init; }

    /// <summary>What it may do in the control plane.</summary>
    public AccountRole Role { get; init; } = AccountRole.User;

    /// <summary>Whether it may use shares over SMB.</summary>
    public bool SmbAllowed { get; init; }

    /// <summary>Whether it may sign in.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether it must choose a new password at the first sign-in.</summary>
    public bool MustChangePassword { get; init; }
}

/// <summary>A change of an account. What is left out stays as it is.</summary>
public sealed record UpdateUserRequest
{
    /// <summary>A new name to sign in with.</summary>
    [RegularExpression(Patterns.AccountName, ErrorMessage = Patterns.AccountNameRule)]
    public string? UserName { get; init; }

    /// <summary>A new name for people.</summary>
    /// <example>Alice P. Liddell</example>
    [StringLength(128)]
    public string? DisplayName { get; init; }

    /// <summary>A new mail address; an empty one removes it.</summary>
    [StringLength(256)]
    public string? Email { get; init; }

    /// <summary>A new user number.</summary>
    [Range(1, 4294967294)]
    public uint? Uid { get; init; }

    /// <summary>A new primary group number.</summary>
    [Range(1, 4294967294)]
    public uint? Gid { get; init; }

    /// <summary>A new role. The last enabled administrator keeps his.</summary>
    public AccountRole? Role { get; init; }

    /// <summary>Whether it may use shares over SMB. What SMB needs of the password is kept from the next password on.</summary>
    public bool? SmbAllowed { get; init; }

    /// <summary>The version that the change is meant for; left out, it is made to whatever is there.</summary>
    public string? Version { get; init; }
}

/// <summary>A new password that an administrator gives an account.</summary>
public sealed record SetPasswordRequest
{
    /// <summary>10 to 256 characters, and not the name.</summary>
    [Required, StringLength(256, MinimumLength = 10)]
    public string Password { get; init; } = "";

    /// <summary>Whether the account must choose its own at the next sign-in.</summary>
    public bool MustChangePassword { get; init; }
}
