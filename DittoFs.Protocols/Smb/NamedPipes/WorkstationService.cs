namespace DittoFs.Protocols.Smb.NamedPipes;

/// <summary>The workstation service (MS-WKST), as far as clients ask it for the computer's name.</summary>
internal sealed class WorkstationService(IPipeServer server) : RpcInterface("wkssvc", new Guid("6bffd098-a112-3610-9833-46c3f87e345a"), 1)
{
    private const uint PlatformNt = 500;
    private const uint InvalidLevel = 124;

    /// <inheritdoc/>
    public override RpcFault Call(ushort operation, ref NdrReader parameters, NdrWriter results)
    {
        parameters.ReadPointedString();
        return operation == 0 ? GetInformation(ref parameters, results) : RpcFault.NoSuchOperation;
    }

    /// <summary>NetrWkstaGetInfo (3.2.4.1), levels 100 to 102.</summary>
    private RpcFault GetInformation(ref NdrReader parameters, NdrWriter results)
    {
        var level = parameters.ReadUInt32();
        results.WriteUInt32(level);
        if (level is < 100 or > 102)
        {
            results.WriteNull();
            results.WriteUInt32(InvalidLevel);
            return FaultOf(parameters);
        }

        results.WritePointer();
        results.WriteUInt32(PlatformNt);
        results.WritePointer();
        results.WritePointer();
        results.WriteUInt32(6);
        results.WriteUInt32(1);
        if (level > 100)
        {
            results.WritePointer();
        }

        if (level == 102)
        {
            results.WriteUInt32(0);
        }

        results.WriteString(server.HostName);
        results.WriteString(server.Workgroup);
        if (level > 100)
        {
            results.WriteString("");
        }

        results.WriteUInt32(0);
        return FaultOf(parameters);
    }
}
