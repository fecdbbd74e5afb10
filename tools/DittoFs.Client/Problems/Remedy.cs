namespace DittoFs.Client.Problems;

/// <summary>What whoever gets a failure can do about it.</summary>
public enum Remedy
{
    /// <summary>Sign in: nobody is, or the session has ended.</summary>
    SignIn,

    /// <summary>Choose a new password, which the account must do before anything else.</summary>
    ChangePassword,

    /// <summary>Ask somebody who may do it, or use another account.</summary>
    AskAdministrator,

    /// <summary>Correct what was sent.</summary>
    CorrectRequest,

    /// <summary>Check the name: there is no such thing.</summary>
    CheckName,

    /// <summary>Look at what is there, which stands in the way, and decide again.</summary>
    ReadAgain,

    /// <summary>Try the same again later.</summary>
    TryLater,

    /// <summary>Look at the server's log: it is at fault.</summary>
    ReadServerLog,
}
