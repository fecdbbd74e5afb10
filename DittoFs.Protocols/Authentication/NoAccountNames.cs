namespace DittoFs.Protocols.Authentication;

/// <summary>Nobody has a name: what a host has that brings no accounts of its own.</summary>
internal sealed class NoAccountNames : IAccountNames
{
    /// <inheritdoc/>
    public string? FindUserName(uint uid) => null;

    /// <inheritdoc/>
    public string? FindGroupName(uint gid) => null;

    /// <inheritdoc/>
    public uint? FindUser(string name) => null;

    /// <inheritdoc/>
    public uint? FindGroup(string name) => null;
}
