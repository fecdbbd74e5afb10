using DittoFs.Client.Problems;

namespace DittoFs.Ctl.Running;

/// <summary>How the process ends: the numbers of <c>sysexits.h</c> where one fits. Scripts rely on them, so they never change their meaning.</summary>
internal static class ExitCode
{
    /// <summary>It was done.</summary>
    public const int Success = 0;

    /// <summary>It was not done, because of what is there already.</summary>
    public const int Refused = 1;

    /// <summary>The command line is not understood (EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>The server does not accept a value (EX_DATAERR).</summary>
    public const int BadValue = 65;

    /// <summary>There is nothing of that name (EX_NOINPUT).</summary>
    public const int NotFound = 66;

    /// <summary>No server answers (EX_UNAVAILABLE).</summary>
    public const int NoServer = 69;

    /// <summary>The server failed (EX_SOFTWARE).</summary>
    public const int ServerFailed = 70;

    /// <summary>Later it may work (EX_TEMPFAIL).</summary>
    public const int TryLater = 75;

    /// <summary>The server's certificate is not to be trusted (EX_PROTOCOL).</summary>
    public const int Untrusted = 76;

    /// <summary>Not signed in, or not allowed (EX_NOPERM).</summary>
    public const int NotAllowed = 77;

    /// <summary>No server is chosen, or the context file can't be used (EX_CONFIG).</summary>
    public const int Configuration = 78;

    /// <summary>Interrupted from the keyboard, as shells count it.</summary>
    public const int Interrupted = 130;

    /// <summary>All of them, as the reference lists them.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Meanings { get; } =
    [
        (Success, "It was done."),
        (Refused, "It was not done: it does not fit to what is there, such as a name that is taken, or the question was answered with no."),
        (Usage, "The command line is not understood, or a confirmation or password is needed and nobody can be asked."),
        (BadValue, "The server does not accept a value; each is named."),
        (NotFound, "There is nothing of that name."),
        (NoServer, "No DittoFs server answers."),
        (ServerFailed, "The server failed; its log tells why."),
        (TryLater, "The server can't do it now; later it may."),
        (Untrusted, "The server's certificate is not to be trusted, or is not the one that is known; nothing was sent."),
        (NotAllowed, "Nobody is signed in, or the account may not do it."),
        (Configuration, "No server is chosen, or the file with the contexts can't be used."),
        (Interrupted, "Interrupted from the keyboard."),
    ];

    /// <summary>The code for a failure that <paramref name="remedy"/> belongs to.</summary>
    public static int Of(Remedy remedy) => remedy switch
    {
        Remedy.SignIn or Remedy.ChangePassword or Remedy.AskAdministrator => NotAllowed,
        Remedy.CorrectRequest => BadValue,
        Remedy.CheckName => NotFound,
        Remedy.ReadAgain => Refused,
        Remedy.TryLater => TryLater,
        Remedy.ReadServerLog => ServerFailed,
    };
}
