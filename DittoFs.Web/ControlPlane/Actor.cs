using System.Net;

namespace DittoFs.Web.ControlPlane;

/// <summary>Who asks for a change: what the audit log writes down.</summary>
/// <param name="Name">The account's name.</param>
/// <param name="Id">The account; null for the server itself.</param>
/// <param name="Address">From where; null for the server itself.</param>
internal sealed record Actor(string Name, Guid? Id, IPAddress? Address)
{
    /// <summary>The server itself.</summary>
    public static Actor Server { get; } = new("server", null, null);
}
