using DittoFs.Web.Tests.Architecture.Samples.Forbidden;

namespace DittoFs.Web.Tests.Architecture.Samples.Guilty;

/// <summary>Names the target only inside a method.</summary>
internal sealed class CallsInBody
{
    public static int Answer() => Target.Answer();
}

/// <summary>Names it only as a type argument of a parameter.</summary>
internal sealed class NamesInSignature
{
    public static int Count(IReadOnlyCollection<List<Target>> targets) => targets.Count;
}

/// <summary>Names it only in code that the compiler moves to a class of its own.</summary>
internal sealed class CallsInStateMachine
{
    public static async Task<int> AnswerAsync()
    {
        await Task.Yield();
        return Target.Answer();
    }
}

/// <summary>Names it only in a type test.</summary>
internal sealed class TestsType
{
    public static bool IsTarget(object value) => value is Target;
}
