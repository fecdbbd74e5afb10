using System.Net;

namespace DittoFs.Web.ControlPlane;

/// <summary>Who asks for a change: what the audit log writes down.</summary>
/// <param name="Name">The account's name.</param>
/// <param name="Id">The account; null for the server itself.</param>
/// <param name="Address">From where; null for the server itself.</param>
/// <param name="Via">By which way in: one of the constants here, or <c>api-key</c> with the key's name.</param>
internal sealed record Actor(string Name, Guid? Id, IPAddress? Address, string Via = Actor.ViaServer)
{
    /// <summary>By nobody: the server itself.</summary>
    public const string ViaServer = "server";

    /// <summary>By the REST API, with a token.</summary>
    public const string ViaRest = "rest";

    /// <summary>By the console.</summary>
    public const string ViaConsole = "console";

    /// <summary>By an SMB client.</summary>
    public const string ViaSmb = "smb";

    /// <summary>What stands before the name of an API key.</summary>
    public const string ViaApiKey = "api-key";

    /// <summary>The server itself.</summary>
    public static Actor Server { get; } = new("server", null, null);
}
