namespace DittoFs.Protocols.Smb.NamedPipes;

/// <summary>What a fault says (C706 appendix E, MS-ERREF).</summary>
internal enum RpcFault : uint
{
    /// <summary>No fault.</summary>
    None = 0,

    /// <summary>The parameters could not be read (RPC_X_BAD_STUB_DATA).</summary>
    BadStub = 0x6F7,

    /// <summary>The interface has no such operation.</summary>
    NoSuchOperation = 0x1C01_0002,

    /// <summary>The context was not bound.</summary>
    NoSuchInterface = 0x1C01_0003,
}

/// <summary>An interface that a pipe offers.</summary>
internal abstract class RpcInterface(string pipe, Guid id, uint version)
{
    /// <summary>The pipe's name.</summary>
    public string Pipe { get; } = pipe;

    /// <summary>The interface.</summary>
    public Guid Id { get; } = id;

    /// <summary>Its version, the minor one in the upper half.</summary>
    public uint Version { get; } = version;

    /// <summary>Does one operation: reads its parameters, writes its results.</summary>
    public abstract RpcFault Call(ushort operation, ref NdrReader parameters, NdrWriter results);

    /// <summary>The fault of parameters that could not be read, else none.</summary>
    protected static RpcFault FaultOf(in NdrReader parameters) => parameters.HasFailed ? RpcFault.BadStub : RpcFault.None;
}
