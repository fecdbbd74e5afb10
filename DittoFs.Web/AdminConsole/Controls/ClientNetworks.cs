using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>Addresses and networks as people type them, with commas or spaces between.</summary>
internal static class ClientNetworks
{
    /// <summary>A rule for each, that allows reading and writing. Whether they are networks is not looked at.</summary>
    public static List<ClientRuleRequest> Read(string text) =>
        [.. text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(network => new ClientRuleRequest { Network = network })];
}
