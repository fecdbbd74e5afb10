using Microsoft.Extensions.Logging;

namespace DittoFs.Protocols.Portmap;

/// <summary>Events of the portmapper: 1500 to 1549.</summary>
internal static partial class PortmapLog
{
    [LoggerMessage(1500, LogLevel.Information, "The portmapper listens on {Endpoints}.")]
    public static partial void Listening(ILogger log, string endpoints);

    [LoggerMessage(1501, LogLevel.Information, "The programs are registered with the portmapper of this machine ({Reason}).")]
    public static partial void Registered(ILogger log, string reason);

    [LoggerMessage(1502, LogLevel.Warning,
        "There is no portmapper: {Reason}, and none that runs on this machine takes registrations. Clients must name ports in their mounts, and can't lock.")]
    public static partial void Missing(ILogger log, string reason);

    [LoggerMessage(1503, LogLevel.Warning, "Some programs are still registered with the portmapper of this machine: it did not answer at the end.")]
    public static partial void NotUnregistered(ILogger log);

    [LoggerMessage(1504, LogLevel.Warning,
        "The programs are registered with the portmapper of this machine ({Reason}), but for those that belong to another server there: {Taken}.")]
    public static partial void RegisteredInPart(ILogger log, string reason, string taken);
}
