namespace DittoFs.Web.Tests.Architecture;

/// <summary>One row of the import matrix: what the types of one namespace may not name.</summary>
/// <param name="From">A namespace with all below it.</param>
/// <param name="MayNot">Namespaces or types that are out of bounds.</param>
/// <param name="Except">Namespaces or types inside of <paramref name="MayNot"/> that are allowed after all.</param>
internal sealed record ImportRule(string From, string[] MayNot, string[] Except)
{
    /// <summary>The uses that break this rule, as sentences. Uses within <see cref="From"/> never do.</summary>
    public IEnumerable<string> ViolationsIn(IEnumerable<TypeUse> uses) =>
        from use in uses
        where TypeUse.IsIn(use.From, From) && !TypeUse.IsIn(use.To, From)
        where MayNot.Any(scope => TypeUse.IsIn(use.To, scope)) && !Except.Any(scope => TypeUse.IsIn(use.To, scope))
        select use.ToString();
}
