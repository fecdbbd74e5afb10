namespace DittoFs.Client.Resources;

/// <summary>Somebody who can have a permission on a share.</summary>
/// <param name="Name">The name or id of a user or a group.</param>
/// <param name="IsGroup">Whether it is a group.</param>
public readonly record struct Grantee(string Name, bool IsGroup);
