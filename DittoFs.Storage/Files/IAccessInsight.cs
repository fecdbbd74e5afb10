using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <summary>Answers questions about access without making one, which notes no refusal.</summary>
public interface IAccessInsight
{
    /// <summary>What <paramref name="context"/> may do with what <paramref name="path"/> leads to, by the rules that operations go by, and what each of them says.</summary>
    /// <returns>The way of the access, or what a store answered.</returns>
    ValueTask<FsResult<AccessExplanation>> ExplainAccessAsync(CallContext context, IReadOnlyList<FileName> path, CancellationToken cancellationToken);
}
