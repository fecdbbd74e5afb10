using DittoFs.Protocols.Smb.SecurityDescriptors;

namespace DittoFs.Protocols.Smb.NamedPipes;

/// <summary>A share as the pipes tell it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Comment">What it is for.</param>
/// <param name="IsPipes">True for IPC$.</param>
/// <param name="UserCount">Who uses it now.</param>
internal sealed record PipeShare(string Name, string Comment, bool IsPipes, int UserCount);

/// <summary>What a pipe needs to know of the server. Answers must come from memory: a pipe never waits.</summary>
internal interface IPipeServer
{
    /// <summary>The host's name, without a domain.</summary>
    string HostName { get; }

    /// <summary>What the server is for.</summary>
    string Comment { get; }

    /// <summary>The workgroup.</summary>
    string Workgroup { get; }

    /// <summary>The identifier of this machine, S-1-5-21-a-b-c, below which its accounts would stand.</summary>
    Sid Machine { get; }

    /// <summary>The time.</summary>
    TimeProvider Clock { get; }

    /// <summary>The shares that the caller may see, IPC$ among them.</summary>
    IReadOnlyList<PipeShare> GetShares();

    /// <summary>The name of a user; null for a number that no account has.</summary>
    string? FindUserName(uint uid);

    /// <summary>The name of a group; null for a number that no group has.</summary>
    string? FindGroupName(uint gid);

    /// <summary>The number of a user; null for a name that no account has.</summary>
    uint? FindUser(string name);

    /// <summary>The number of a group; null for a name that no group has.</summary>
    uint? FindGroup(string name);
}
