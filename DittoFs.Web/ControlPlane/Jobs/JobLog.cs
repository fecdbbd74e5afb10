namespace DittoFs.Web.ControlPlane.Jobs;

/// <summary>Events of jobs: 3060 to 3069.</summary>
internal static partial class JobLog
{
    [LoggerMessage(3060, LogLevel.Error, "The job {Kind} of {Subject} ended in a fault")]
    public static partial void JobFaulted(this ILogger log, string kind, string subject, Exception exception);
}
