using DittoFs.Protocols.Smb.NamedPipes;
using DittoFs.Protocols.Smb.SecurityDescriptors;

namespace DittoFs.Web.Tests.Protocols.Smb.NamedPipes;

/// <summary>A server of a few shares and accounts.</summary>
internal sealed class TestPipeServer(int shareCount = 2) : IPipeServer
{
    public string HostName => "DITTO";

    public string Comment => "file server";

    public string Workgroup => "WORKGROUP";

    public Sid Machine { get; } = new(5, 21, 1, 2, 3);

    public TimeProvider Clock => TimeProvider.System;

    public IReadOnlyList<PipeShare> GetShares() =>
        [.. Enumerable.Range(0, shareCount).Select(number => new PipeShare($"share{number}", $"comment {number}", false, 0)), new PipeShare("IPC$", "pipes", true, 1)];

    public string? FindUserName(uint uid) => uid == 1000 ? "alice" : null;

    public string? FindGroupName(uint gid) => gid == 100 ? "users" : null;

    public uint? FindUser(string name) => name == "alice" ? 1000u : null;

    public uint? FindGroup(string name) => name == "users" ? 100u : null;
}
