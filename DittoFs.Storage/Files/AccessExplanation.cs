namespace DittoFs.Storage.Files;

/// <summary>What a rule says of an access.</summary>
public enum AccessVerdict : byte
{
    /// <summary>It lets everything pass.</summary>
    Passes,

    /// <summary>It changes who is asking, and refuses nothing.</summary>
    Changes,

    /// <summary>It lets reading pass, and no change.</summary>
    ReadsOnly,

    /// <summary>It refuses everything that comes behind it.</summary>
    Refuses,
}

/// <summary>One rule on the way of an access.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Verdict">What it says.</param>
/// <param name="Detail">Why, in a sentence.</param>
/// <param name="Path">The path element that it is about; null for a rule of the whole share.</param>
public sealed record AccessStep(AccessRule Rule, AccessVerdict Verdict, string Detail, string? Path = null);

/// <summary>Whether something is allowed, and what decides that.</summary>
/// <param name="Allowed">It is.</param>
/// <param name="Rule">The rule that refuses it; <see cref="AccessRule.None"/> when it is allowed, or when there is nothing to do it with.</param>
/// <param name="Step">The index of the step that refuses it, or of the last that lets it pass.</param>
public readonly record struct AccessDecision(bool Allowed, AccessRule Rule, int Step);

/// <summary>The whole way of an access: every rule with what it says, and what comes of it.</summary>
/// <param name="Steps">The rules in the order in which they are asked.</param>
/// <param name="Exists">Whether the path leads to something, as far as the caller may look.</param>
/// <param name="EffectiveUid">The uid that the share makes of the caller.</param>
/// <param name="EffectiveGid">The gid that the share makes of the caller.</param>
/// <param name="Read">Reading a file, listing a directory.</param>
/// <param name="Write">Writing a file, making entries of a directory.</param>
/// <param name="Delete">Taking its name out of its directory.</param>
public sealed record AccessExplanation(
    IReadOnlyList<AccessStep> Steps, bool Exists, uint EffectiveUid, uint EffectiveGid, AccessDecision Read, AccessDecision Write, AccessDecision Delete);
