using DittoFs.Client.Problems;

namespace DittoFs.Ctl.Running;

/// <summary>What is said when a command fails.</summary>
/// <param name="ExitCode">How the process ends.</param>
/// <param name="Lines">What happened, then what to do.</param>
internal sealed record FailureReport(int ExitCode, IReadOnlyList<string> Lines)
{
    /// <summary>The report of a failure that commands expect; null for a fault of this program.</summary>
    public static FailureReport? TryDescribe(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        CtlException failure => new FailureReport(failure.ExitCode, [failure.Message]),
        ApiException failure => Describe(failure.Problem),
        NoServerException when FindCause(exception) is { } cause => new FailureReport(cause.ExitCode, [cause.Message]),
        NoServerException => new FailureReport(
            Running.ExitCode.NoServer, [exception.Message, "Check that the server runs and that its address, port and scheme are right: 'dittofsctl context list' shows them."]),
        OperationCanceledException when cancellationToken.IsCancellationRequested => new FailureReport(Running.ExitCode.Interrupted, ["Interrupted."]),
        _ => null,
    };

    /// <summary>Writes it and returns the exit code.</summary>
    public int WriteTo(TextWriter error)
    {
        foreach (var line in Lines)
        {
            error.WriteLine($"dittofsctl: {line}");
        }

        return ExitCode;
    }

    // What this program itself had against the connection.
    private static CtlException? FindCause(Exception? exception)
    {
        while (exception is not (null or CtlException))
        {
            exception = exception.InnerException;
        }

        return (CtlException?)exception;
    }

    private static FailureReport Describe(ApiProblem problem)
    {
        // The one field that is to blame often has the message of the whole: once is enough.
        var fields = problem.Fields.SelectMany(field => field.Value.Where(text => text != problem.Message).Select(text => $"{field.Key}: {text}"));
        return new FailureReport(Running.ExitCode.Of(problem.Remedy), [$"{problem.Message} ({problem.Code})", .. fields, .. Advice(problem)]);
    }

    private static IEnumerable<string> Advice(ApiProblem problem) => problem.Remedy switch
    {
        Remedy.SignIn when problem.Code == "sign_in_failed" => [],
        Remedy.SignIn => ["The session has ended. Run 'dittofsctl login'."],
        Remedy.ChangePassword => ["Run 'dittofsctl passwd' to choose a new password."],
        Remedy.AskAdministrator => ["'dittofsctl whoami' shows the role of your account. Ask an administrator, or sign in with another account."],
        Remedy.CheckName => ["Check the name: the command 'list' shows what there is."],
        Remedy.TryLater => [problem.RetryAfter is { } wait ? $"Try again in {wait.TotalSeconds:0} s." : "Try again later."],
        Remedy.ReadServerLog => ["This is the server's fault. Its log says more."],
        Remedy.CorrectRequest or Remedy.ReadAgain => [],
    };
}
