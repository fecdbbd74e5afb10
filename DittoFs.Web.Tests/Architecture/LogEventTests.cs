using System.Reflection;
using Microsoft.Extensions.Logging;

namespace DittoFs.Web.Tests.Architecture;

/// <summary>Each log event has a number of its own, from the block of its feature.</summary>
public sealed class LogEventTests
{
    // By namespace, with all below it.
    private static readonly (string Scope, int First, int Last)[] Blocks =
    [
        ("DittoFs.Protocols.Hosting", 1000, 1049),
        ("DittoFs.Web.Hosting", 1050, 1099),
        ("DittoFs.Protocols.Rpc", 1100, 1199),
        ("DittoFs.Protocols.Nfs", 1200, 1299),
        ("DittoFs.Protocols.Mount", 1300, 1399),
        ("DittoFs.Protocols.Smb", 1400, 1499),
        ("DittoFs.Protocols.Portmap", 1500, 1549),
        ("DittoFs.Protocols.Nsm", 1550, 1574),
        ("DittoFs.Protocols.Nlm", 1575, 1599),
        ("DittoFs.Web.ControlPlane", 3000, 3199),
        ("DittoFs.Web.Api", 3200, 3299),
        ("DittoFs.Storage.Files", 2000, 2049),
        ("DittoFs.Storage.Shares", 2050, 2099),
        ("DittoFs.Storage.Metadata", 2100, 2199),
        ("DittoFs.Storage.Content", 2200, 2399),
        ("DittoFs.Storage.Blocks", 2400, 2499),
        ("DittoFs.Web.Realtime", 3300, 3349),
        ("DittoFs.Web.AdminConsole", 3350, 3399),
    ];

    private static readonly List<(Type Type, int Id, string Method)> Events =
    [
        .. from type in ProductAssemblies.All.SelectMany(assembly => assembly.GetTypes())
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           let message = method.GetCustomAttribute<LoggerMessageAttribute>()
           where message is not null
           select (type, message.EventId, method.Name),
    ];

    [Fact]
    public void EventIds_AreUnique()
    {
        var twice = Events.GroupBy(entry => entry.Id).Where(group => group.Count() > 1);

        Assert.NotEmpty(Events);
        Assert.Empty(twice.Select(group => $"{group.Key}: {string.Join(", ", group.Select(entry => $"{entry.Type.Name}.{entry.Method}"))}"));
    }

    [Fact]
    public void EventIds_LieInTheirFeaturesBlock()
    {
        Assert.Empty(Events
            .Where(entry => !Blocks.Any(block => TypeUse.IsIn(entry.Type.FullName!, block.Scope) && entry.Id >= block.First && entry.Id <= block.Last))
            .Select(entry => $"{entry.Type.FullName}.{entry.Method} = {entry.Id}"));
    }

    [Fact]
    public void LogCalls_GoThroughNamedEvents()
    {
        Assert.DoesNotContain(
            ProductAssemblies.Uses,
            use => use.To == "Microsoft.Extensions.Logging.LoggerExtensions" && use.From.StartsWith("DittoFs.", StringComparison.Ordinal));
    }
}
