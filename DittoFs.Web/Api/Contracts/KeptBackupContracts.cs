namespace DittoFs.Web.Api.Contracts;

/// <summary>A backup that is kept on the server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Bytes">Its length.</param>
public sealed record BackupResponse(string Name, DateTime CreatedAt, long Bytes);

/// <summary>What a backup holds.</summary>
/// <param name="Product">The version that made it.</param>
/// <param name="CreatedAt">The moment that it is of.</param>
/// <param name="Parts">How much of each kind it has, and how much the server has now, which a restore replaces.</param>
public sealed record BackupContentResponse(string Product, DateTime CreatedAt, IReadOnlyList<BackupPartResponse> Parts);

/// <summary>One kind of what a backup holds.</summary>
/// <param name="Name">What it is.</param>
/// <param name="InBackup">How many of it the backup has.</param>
/// <param name="Now">How many of it the server has now.</param>
public sealed record BackupPartResponse(string Name, int InBackup, int Now);
