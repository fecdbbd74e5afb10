namespace DittoFs.Web.ControlPlane.Data;

/// <summary>A setting of the control plane that differs from its default.</summary>
internal sealed class SettingEntity
{
    /// <summary>Its name.</summary>
    public required string Key { get; init; }

    /// <summary>Its value.</summary>
    public required string Value { get; set; }
}
