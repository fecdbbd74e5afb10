using System.Collections.Immutable;

namespace DittoFs.Protocols.Rpc;

/// <summary>The programs that one port serves, in the order in which calls are compared with them.</summary>
internal sealed class RpcPrograms(ImmutableArray<RpcProgram> programs)
{
    /// <summary>The programs; the one that is called most stands first.</summary>
    public ImmutableArray<RpcProgram> All { get; } = programs;
}
