namespace DittoFs.Protocols.Authentication;

/// <summary>The names of users and groups, as clients show them. Everything is answered from memory.</summary>
public interface IAccountNames
{
    /// <summary>The name of a user; null for a number that no account has.</summary>
    string? FindUserName(uint uid);

    /// <summary>The name of a group; null for a number that no group has.</summary>
    string? FindGroupName(uint gid);

    /// <summary>The number of a user, without regard to case; null for a name that no account has.</summary>
    uint? FindUser(string name);

    /// <summary>The number of a group, without regard to case; null for a name that no group has.</summary>
    uint? FindGroup(string name);
}
