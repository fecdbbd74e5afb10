namespace DittoFs.Web.AdminConsole.Pages.Start;

/// <summary>The steps of the set-up after the administrator, as the address names them.</summary>
internal static class StartSteps
{
    /// <summary>Where files live.</summary>
    public const string Stores = "stores";

    /// <summary>The share's name and what it is for.</summary>
    public const string Share = "share";

    /// <summary>Who may reach it.</summary>
    public const string Access = "access";

    /// <summary>How it is mounted.</summary>
    public const string Mount = "mount";

    /// <summary>All of them with their names, in order.</summary>
    public static IReadOnlyList<(string Step, string Name)> All { get; } = [(Stores, "Stores"), (Share, "First share"), (Access, "Who may reach it"), (Mount, "Mount it")];

    /// <summary>The step that an address shows: one that lacks what earlier steps give is not shown.</summary>
    /// <param name="asked">What the address asks for.</param>
    /// <param name="share">The share that it names.</param>
    public static string Choose(string? asked, string? share) => asked switch
    {
        Share => Share,
        Access or Mount => string.IsNullOrEmpty(share) ? Share : asked,
        _ => Stores,
    };
}
