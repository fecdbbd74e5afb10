using Microsoft.Extensions.Logging.Console;

namespace DittoFs.Web.Observability;

/// <summary>Logs as lines on standard error, so that standard output is left to what the administrator asked for, and keeps the last entries for who looks from afar.</summary>
internal static class LoggingSetup
{
    /// <summary>Sets up the one log output. Levels come from the <c>Logging</c> section.</summary>
    public static void AddLineLog(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = Console.IsErrorRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Enabled;
        });
        logging.Services.AddSingleton<LogRing>();
        logging.Services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LogRing>());
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        // The start command prints why a start failed, in words; the framework would add the stack trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    }
}
