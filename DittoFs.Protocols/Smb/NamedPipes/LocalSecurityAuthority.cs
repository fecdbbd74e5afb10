namespace DittoFs.Protocols.Smb.NamedPipes;

/// <summary>
/// The local security authority (MS-LSAD, MS-LSAT), as far as clients ask it who is who. A policy handle carries nothing: every caller may ask the same.
/// </summary>
internal sealed class LocalSecurityAuthority(IPipeServer server) : RpcInterface("lsarpc", new Guid("12345778-1234-abcd-ef00-0123456789ab"), 0)
{
    private const int HandleBytes = 20;
    private const int AccountsMax = 1024;
    private const uint Success = 0;
    private const uint SomeNotMapped = 0x0000_0107;
    private const uint NoneMapped = 0xC000_0073;
    private const uint InvalidInfoClass = 0xC000_0003;

    private readonly AccountNames accounts = new(server);

    /// <inheritdoc/>
    public override RpcFault Call(ushort operation, ref NdrReader parameters, NdrWriter results) => operation switch
    {
        0 => Close(ref parameters, results),
        6 or 44 => Open(results),
        130 => OpenThird(results),
        7 or 46 => QueryPolicy(ref parameters, results),
        14 => LookupNames(ref parameters, results, isSecond: false),
        58 => LookupNames(ref parameters, results, isSecond: true),
        15 => LookupSids(ref parameters, results, isSecond: false),
        57 => LookupSids(ref parameters, results, isSecond: true),
        _ => RpcFault.NoSuchOperation,
    };

    private static RpcFault Close(ref NdrReader parameters, NdrWriter results)
    {
        parameters.ReadBytes(HandleBytes);
        results.WriteBytes(new byte[HandleBytes]);
        results.WriteUInt32(Success);
        return FaultOf(parameters);
    }

    private static RpcFault Open(NdrWriter results)
    {
        WriteHandle(results);
        results.WriteUInt32(Success);
        return RpcFault.None;
    }

    /// <summary>LsarOpenPolicy3 (MS-LSAD 3.1.4.4.9): the revision that both know is 1, without features.</summary>
    private static RpcFault OpenThird(NdrWriter results)
    {
        const uint Revision = 1;
        results.WriteUInt32(Revision);
        results.WriteUInt32(Revision);
        results.WriteUInt32(Revision);
        results.WriteUInt32(0);
        return Open(results);
    }

    private static void WriteHandle(NdrWriter results)
    {
        results.WriteUInt32(0);
        results.WriteBytes([1, .. new byte[HandleBytes - 5]]);
    }

    /// <summary>LsarQueryInformationPolicy (MS-LSAD 3.1.4.4.4): the workgroup (class 3) and this machine (class 5).</summary>
    private RpcFault QueryPolicy(ref NdrReader parameters, NdrWriter results)
    {
        parameters.ReadBytes(HandleBytes);
        var kind = parameters.ReadUInt16();
        if (kind is not (3 or 5))
        {
            results.WriteNull();
            results.WriteUInt32(InvalidInfoClass);
            return FaultOf(parameters);
        }

        var isMachine = kind == 5;
        var name = isMachine ? server.HostName : server.Workgroup;
        results.WritePointer();
        results.WriteUInt16(kind);
        results.WriteStringHead(name);
        if (isMachine)
        {
            results.WritePointer();
        }
        else
        {
            results.WriteNull();
        }

        results.WriteCharacters(name);
        if (isMachine)
        {
            results.WriteSid(server.Machine);
        }

        results.WriteUInt32(Success);
        return FaultOf(parameters);
    }

    /// <summary>LsarLookupNames and LsarLookupNames2 (MS-LSAT 3.1.4.8, 3.1.4.7).</summary>
    private RpcFault LookupNames(ref NdrReader parameters, NdrWriter results, bool isSecond)
    {
        parameters.ReadBytes(HandleBytes);
        var count = parameters.ReadCount(AccountsMax);
        parameters.ReadCount(AccountsMax);
        var isGiven = new bool[count];
        for (var index = 0; index < count; index++)
        {
            parameters.ReadUInt32();
            isGiven[index] = parameters.ReadPointer();
        }

        var found = new NamedAccount[count];
        for (var index = 0; index < count; index++)
        {
            found[index] = accounts.Find(isGiven[index] ? parameters.ReadString() : "");
        }

        if (parameters.HasFailed)
        {
            return RpcFault.BadStub;
        }

        var domains = DomainList.Write(results, found);
        results.WriteUInt32((uint)count);
        results.WritePointer();
        results.WriteUInt32((uint)count);
        foreach (var account in found)
        {
            results.WriteUInt16((ushort)account.Kind);
            results.WriteUInt32(account.Relative);
            results.WriteUInt32(domains.IndexOf(account));
            WriteFlags(results, isSecond);
        }

        return Finish(results, found);
    }

    /// <summary>LsarLookupSids and LsarLookupSids2 (MS-LSAT 3.1.4.11, 3.1.4.10).</summary>
    private RpcFault LookupSids(ref NdrReader parameters, NdrWriter results, bool isSecond)
    {
        parameters.ReadBytes(HandleBytes);
        var count = parameters.ReadCount(AccountsMax);
        if (parameters.ReadPointer())
        {
            count = parameters.ReadCount(count);
        }

        for (var index = 0; index < count; index++)
        {
            parameters.ReadPointer();
        }

        var found = new NamedAccount[count];
        for (var index = 0; index < count; index++)
        {
            if (parameters.ReadSid() is not { } sid)
            {
                return RpcFault.BadStub;
            }

            found[index] = accounts.Find(sid);
        }

        return parameters.HasFailed ? RpcFault.BadStub : WriteNames(results, found, isSecond);
    }

    private static RpcFault WriteNames(NdrWriter results, NamedAccount[] found, bool isSecond)
    {
        var domains = DomainList.Write(results, found);
        results.WriteUInt32((uint)found.Length);
        results.WritePointer();
        results.WriteUInt32((uint)found.Length);
        foreach (var account in found)
        {
            results.WriteUInt16((ushort)account.Kind);
            results.WriteStringHead(account.Name);
            results.WriteUInt32(domains.IndexOf(account));
            WriteFlags(results, isSecond);
        }

        foreach (var account in found)
        {
            results.WriteCharacters(account.Name);
        }

        return Finish(results, found);
    }

    private static void WriteFlags(NdrWriter results, bool isSecond)
    {
        if (isSecond)
        {
            results.WriteUInt32(0);
        }
    }

    private static RpcFault Finish(NdrWriter results, NamedAccount[] found)
    {
        var mapped = found.Count(account => account.Kind != SidKind.Unknown);
        results.WriteUInt32((uint)mapped);
        results.WriteUInt32(mapped == found.Length ? Success : mapped == 0 ? NoneMapped : SomeNotMapped);
        return RpcFault.None;
    }
}
