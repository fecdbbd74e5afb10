using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using DittoFs.Web.ControlPlane.Access;
using Microsoft.AspNetCore.Mvc;

namespace DittoFs.Web.Api.Access;

/// <summary>Which refusals are wanted.</summary>
internal sealed record RefusalParameters : IQueryParameters
{
    /// <summary>On this share.</summary>
    [FromQuery(Name = "share"), Description("Only those on this share, by name."), StringLength(64)]
    public string? Share { get; init; }

    /// <summary>Of this user.</summary>
    [FromQuery(Name = "user"), Description("Only those of this account, or of this uid."), StringLength(64)]
    public string? User { get; init; }

    /// <summary>From this client.</summary>
    [FromQuery(Name = "client"), Description("Only those from this address."), StringLength(64)]
    public string? Client { get; init; }

    /// <summary>Over this protocol.</summary>
    [FromQuery(Name = "protocol"), Description("Only those over nfs or over smb."), StringLength(16)]
    public string? Protocol { get; init; }

    /// <summary>By this rule.</summary>
    [FromQuery(Name = "rule"), Description("Only those by this rule, such as client-rule, share-permission, mode-bits, sticky, squash or quota."), StringLength(32)]
    public string? Rule { get; init; }

    /// <summary>As services take it.</summary>
    public RefusalFilter ToFilter() => new(Given(Share), Given(User), Given(Client), Given(Protocol), Given(Rule));

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
