using OpenTelemetry.Metrics;

namespace DittoFs.Web.Observability;

/// <summary>Metrics of the server, its runtime and its HTTP port, for Prometheus to fetch at <c>/metrics</c>.</summary>
internal static class TelemetrySetup
{
    /// <summary>Collects every meter whose name starts with the product's.</summary>
    public static void AddTelemetry(this IServiceCollection services) => services
        .AddOpenTelemetry()
        .WithMetrics(metrics => metrics
            .AddMeter("DittoFs.*", "dittofs.*")
            .AddRuntimeInstrumentation()
            .AddAspNetCoreInstrumentation()
            .AddPrometheusExporter());
}
