namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>How something is. Each has a colour, a shape and a word, so that none is told by colour alone.</summary>
public enum State
{
    /// <summary>Off, or unknown.</summary>
    Idle,

    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Something is under way.</summary>
    Busy,

    /// <summary>Worth a look.</summary>
    Warning,

    /// <summary>Somebody is being hurt.</summary>
    Danger,
}
