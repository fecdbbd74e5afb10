namespace DittoFs.Client.Problems;

/// <summary>The server answered that it did not do what it was asked.</summary>
public sealed class ApiException(ApiProblem problem) : Exception(problem.Message)
{
    /// <summary>Why, and what can be done.</summary>
    public ApiProblem Problem { get; } = problem;
}
