namespace DittoFs.Protocols.Smb.NamedPipes;

/// <summary>The server service (MS-SRVS), as far as clients ask for the list of shares and the time.</summary>
internal sealed class ServerService(IPipeServer server) : RpcInterface("srvsvc", new Guid("4b324fc8-1670-01d3-1278-5a47bf6ee188"), 3)
{
    private const uint Success = 0;
    private const uint InvalidLevel = 124;
    private const uint NoSuchShare = 2310;
    private const uint PlatformNt = 500;
    private const uint IsWorkstationAndServer = 0x0000_9003;
    private const uint TimeTickMilliseconds = 310;

    /// <inheritdoc/>
    public override RpcFault Call(ushort operation, ref NdrReader parameters, NdrWriter results)
    {
        parameters.ReadPointedString();
        return operation switch
        {
            15 or 36 => EnumerateShares(ref parameters, results),
            16 => GetShare(ref parameters, results),
            21 => GetServer(ref parameters, results),
            28 => GetTime(in parameters, results),
            _ => RpcFault.NoSuchOperation,
        };
    }

    /// <summary>NetrShareEnum and NetrShareEnumSticky (3.1.4.8, 3.1.4.9). All shares come at once, whatever length is preferred.</summary>
    private RpcFault EnumerateShares(ref NdrReader parameters, NdrWriter results)
    {
        var level = parameters.ReadUInt32();
        parameters.ReadUInt32();
        if (parameters.HasFailed)
        {
            return RpcFault.BadStub;
        }

        var isKnown = ShareInformation.IsKnown(level);
        var shares = isKnown ? server.GetShares() : [];
        results.WriteUInt32(level);
        results.WriteUInt32(level);
        results.WritePointer();
        results.WriteUInt32((uint)shares.Count);
        if (isKnown)
        {
            results.WritePointer();
            results.WriteUInt32((uint)shares.Count);
            ShareInformation.Write(results, level, shares);
        }
        else
        {
            results.WriteNull();
        }

        results.WriteUInt32((uint)shares.Count);
        results.WriteNull();
        results.WriteUInt32(isKnown ? Success : InvalidLevel);
        return RpcFault.None;
    }

    /// <summary>NetrShareGetInfo (3.1.4.10).</summary>
    private RpcFault GetShare(ref NdrReader parameters, NdrWriter results)
    {
        var name = parameters.ReadString();
        var level = parameters.ReadUInt32();
        var share = server.GetShares().FirstOrDefault(share => share.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        var status = !ShareInformation.IsKnown(level) ? InvalidLevel : share is null ? NoSuchShare : Success;
        results.WriteUInt32(level);
        if (status == Success)
        {
            results.WritePointer();
            ShareInformation.Write(results, level, [share!]);
        }
        else
        {
            results.WriteNull();
        }

        results.WriteUInt32(status);
        return FaultOf(parameters);
    }

    /// <summary>NetrServerGetInfo (3.1.4.17), levels 100 to 102.</summary>
    private RpcFault GetServer(ref NdrReader parameters, NdrWriter results)
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
        if (level > 100)
        {
            results.WriteUInt32(6);
            results.WriteUInt32(1);
            results.WriteUInt32(IsWorkstationAndServer);
            results.WritePointer();
        }

        if (level == 102)
        {
            WriteServerLimits(results);
        }

        results.WriteString(server.HostName);
        if (level > 100)
        {
            results.WriteString(server.Comment);
        }

        if (level == 102)
        {
            results.WriteString("");
        }

        results.WriteUInt32(Success);
        return FaultOf(parameters);
    }

    /// <summary>Users, idle time, visibility, announcements, licences and the user path of SERVER_INFO_102 (2.2.4.41): none of them means anything here.</summary>
    private static void WriteServerLimits(NdrWriter results)
    {
        results.WriteUInt32(uint.MaxValue);
        results.WriteUInt32(15);
        results.WriteUInt32(0);
        results.WriteUInt32(240);
        results.WriteUInt32(3000);
        results.WriteUInt32(0);
        results.WritePointer();
    }

    /// <summary>NetrRemoteTOD (3.1.4.21), in UTC.</summary>
    private RpcFault GetTime(in NdrReader parameters, NdrWriter results)
    {
        var now = server.Clock.GetUtcNow();
        results.WritePointer();
        results.WriteUInt32((uint)now.ToUnixTimeSeconds());
        results.WriteUInt32((uint)(server.Clock.GetTimestamp() / (server.Clock.TimestampFrequency / 1000)));
        results.WriteUInt32((uint)now.Hour);
        results.WriteUInt32((uint)now.Minute);
        results.WriteUInt32((uint)now.Second);
        results.WriteUInt32((uint)now.Millisecond / 10);
        results.WriteUInt32(0);
        results.WriteUInt32(TimeTickMilliseconds);
        results.WriteUInt32((uint)now.Day);
        results.WriteUInt32((uint)now.Month);
        results.WriteUInt32((uint)now.Year);
        results.WriteUInt32((uint)now.DayOfWeek);
        results.WriteUInt32(Success);
        return FaultOf(parameters);
    }
}
