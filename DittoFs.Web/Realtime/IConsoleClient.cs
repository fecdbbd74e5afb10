namespace DittoFs.Web.Realtime;

/// <summary>What the hub calls at its clients.</summary>
public interface IConsoleClient
{
    /// <summary>Each second.</summary>
    Task Tick(ConsoleTick tick);
}
