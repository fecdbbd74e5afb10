namespace DittoFs.Web.Tests.Architecture;

/// <summary>One type naming another, anywhere: base, member, local variable or instruction.</summary>
/// <param name="From">Full name of the outermost type that does.</param>
/// <param name="To">Full name of the outermost type that is named.</param>
internal readonly record struct TypeUse(string From, string To)
{
    /// <summary>True if <paramref name="fullName"/> is <paramref name="scope"/> (a type or a namespace) or lies in it.</summary>
    public static bool IsIn(string fullName, string scope) =>
        fullName.StartsWith(scope, StringComparison.Ordinal) && (fullName.Length == scope.Length || fullName[scope.Length] == '.');

    /// <inheritdoc/>
    public override string ToString() => $"{From} uses {To}";
}
