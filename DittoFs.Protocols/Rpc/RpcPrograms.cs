using System.Collections.Immutable;

namespace DittoFs.Protocols.Rpc;

/// <summary>The programs that one port can serve, in the order in which calls are compared with them.</summary>
internal sealed class RpcPrograms(ImmutableArray<RpcProgram> programs)
{
    private volatile RpcProgram[] served = [.. programs];

    /// <summary>All of them, served or not; the one that is called most stands first.</summary>
    public ImmutableArray<RpcProgram> All { get; } = programs;

    /// <summary>Those that are served now.</summary>
    public ReadOnlySpan<RpcProgram> Served => served;

    /// <summary>Serves those that <paramref name="isServed"/> names, from the next call on.</summary>
    public void Serve(Func<RpcProgram, bool> isServed) => served = [.. All.Where(isServed)];
}
