using System.ComponentModel.DataAnnotations;

namespace DittoFs.Web.Api.Contracts;

/// <summary>A share whose server is lost, and that is to come back from its stores.</summary>
public sealed record AttachShareRequest
{
    /// <summary>Its identity. Left out, it is the one share in the block store that this server does not have.</summary>
    public Guid? Id { get; init; }

    /// <summary>Its settings from now on. The root directory is as it was, whatever they say of it.</summary>
    [Required]
    public CreateShareRequest Share { get; init; } = new();
}

/// <summary>A dump of a share's metadata beside its blocks.</summary>
public sealed record DumpResponse
{
    /// <summary>The dump's number; later ones have higher ones.</summary>
    public required long Number { get; init; }

    /// <summary>The moment that it shows.</summary>
    public required DateTime Time { get; init; }

    /// <summary>Bytes of its rows.</summary>
    public required long Bytes { get; init; }
}
