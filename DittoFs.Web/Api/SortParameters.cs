using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace DittoFs.Web.Api;

/// <summary>By what accounts are ordered.</summary>
internal sealed record UserSort : IQueryParameters
{
    /// <summary>The word.</summary>
    [FromQuery(Name = "sort"), Description("The order: userName (the default), uid, gid, role, createdAt or lastSignInAt; '-' before it turns it around.")]
    [RegularExpression("^-?(userName|uid|gid|role|createdAt|lastSignInAt)$", ErrorMessage = "It takes userName, uid, gid, role, createdAt or lastSignInAt, each also with '-' before it.")]
    public string? Sort { get; init; }
}

/// <summary>By what groups are ordered.</summary>
internal sealed record GroupSort : IQueryParameters
{
    /// <summary>The word.</summary>
    [FromQuery(Name = "sort"), Description("The order: name (the default), gid or memberCount; '-' before it turns it around.")]
    [RegularExpression("^-?(name|gid|memberCount)$", ErrorMessage = "It takes name, gid or memberCount, each also with '-' before it.")]
    public string? Sort { get; init; }
}

/// <summary>By what shares are ordered.</summary>
internal sealed record ShareSort : IQueryParameters
{
    /// <summary>The word.</summary>
    [FromQuery(Name = "sort"), Description("The order: name (the default), createdAt, durability, metadataStore or blockStore; '-' before it turns it around.")]
    [RegularExpression("^-?(name|createdAt|durability|metadataStore|blockStore)$", ErrorMessage = "It takes name, createdAt, durability, metadataStore or blockStore, each also with '-' before it.")]
    public string? Sort { get; init; }
}
