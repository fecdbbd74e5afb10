using DittoFs.Web.Realtime;

namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>A curve: which number of a sample it shows, and how.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Column">The place of the number in a row of <see cref="ChartRows"/>.</param>
/// <param name="Tone">The colour: <c>first</c>, <c>second</c> or <c>third</c>.</param>
public sealed record ChartSeries(string Name, int Column, string Tone);

/// <summary>A set of curves with one axis.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Unit">The axis: <c>rate</c>, <c>size</c>, <c>seconds</c>, <c>count</c> or <c>percent</c>.</param>
/// <param name="Floor">The axis reaches at least this, so that noise near nothing does not fill the chart.</param>
/// <param name="Series">The curves.</param>
public sealed record ChartView(string Name, string Unit, double Floor, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>Writes a value of the axis for people.</summary>
    public string Format(double value) => Unit switch
    {
        "rate" => Quantity.Rate(value),
        "size" => Quantity.Size(value),
        "seconds" => Quantity.Duration(value),
        "percent" => Quantity.Percent(value),
        _ => Quantity.Count(value),
    };
}

/// <summary>Samples as the charts' script takes them: numbers only, the time in milliseconds first.</summary>
internal static class ChartRows
{
    /// <summary>What the overview can show, the first being what it shows at first.</summary>
    public static IReadOnlyList<ChartView> Views { get; } =
    [
        new("Throughput", "rate", 1024, [new("In", 2, "first"), new("Out", 3, "second"), new("Upload", 4, "third")]),
        new("Operations", "count", 4, [new("Operations/s", 1, "first")]),
        new("Latency p99", "seconds", 1e-4, [new("NFS", 12, "first"), new("SMB", 14, "second"), new("Log sync", 9, "third")]),
        new("Latency p50", "seconds", 1e-4, [new("NFS", 11, "first"), new("SMB", 13, "second")]),
        new("At risk", "size", 1024, [new("At risk", 8, "first")]),
        new("Log", "percent", 0.1, [new("Log in use", 10, "first")]),
    ];

    /// <summary>One sample.</summary>
    public static double[] Of(ConsoleSample sample) =>
    [
        sample.Time.ToUnixTimeMilliseconds(),
        Math.Round(sample.CallsPerSecond, 1),
        Math.Round(sample.BytesInPerSecond),
        Math.Round(sample.BytesOutPerSecond),
        Math.Round(sample.UploadBytesPerSecond),
        Math.Round(sample.MedianSeconds, 6),
        Math.Round(sample.TailSeconds, 6),
        sample.MountedClients,
        sample.BytesAtRisk,
        Math.Round(sample.SyncTailSeconds, 6),
        Math.Round(sample.LogUsedFraction, 4),
        Math.Round(sample.NfsMedianSeconds, 6),
        Math.Round(sample.NfsTailSeconds, 6),
        Math.Round(sample.SmbMedianSeconds, 6),
        Math.Round(sample.SmbTailSeconds, 6),
    ];
}
