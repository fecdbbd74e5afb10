namespace DittoFs.Web.ControlPlane.Data;

/// <summary>A row whose changes must not overwrite each other: the version is part of every UPDATE's condition and new after it.</summary>
internal interface IVersioned
{
    /// <summary>The optimistic concurrency token.</summary>
    Guid Version { get; set; }
}
