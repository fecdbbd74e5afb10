namespace DittoFs.Storage.Primitives;

/// <summary>The two numbers of a device node.</summary>
public readonly record struct DeviceNumber(uint Major, uint Minor);
