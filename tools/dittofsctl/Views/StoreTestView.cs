using System.Globalization;
using DittoFs.Client;
using DittoFs.Ctl.Output;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Views;

/// <summary>How a test of a store is shown.</summary>
internal static class StoreTestView
{
    /// <summary>One test.</summary>
    public static View<StoreTestResponse> Item { get; } = new(
        ClientJson.Default.StoreTestResponse,
        ClientJson.Default.IReadOnlyListStoreTestResponse,
        test => test.Healthy ? "ok" : "failed",
        [
            new("USABLE", test => CellText.Of(test.Healthy)),
            new("DETAIL", test => CellText.Of(test.Detail)),
            new("WRITE LATENCY", test => Milliseconds(test.Speed?.WriteLatencySeconds), IsNumber: true),
            new("READ LATENCY", test => Milliseconds(test.Speed?.ReadLatencySeconds), IsNumber: true),
            new("WRITE RATE", test => Mebibytes(test.Speed?.WriteBytesPerSecond), IsNumber: true),
            new("READ RATE", test => Mebibytes(test.Speed?.ReadBytesPerSecond), IsNumber: true),
        ]);

    private static string Milliseconds(double? seconds) => seconds is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time * 1000:0.##} ms") : CellText.Nothing;

    private static string Mebibytes(double? rate) => rate is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20):0.#} MiB/s") : CellText.Nothing;
}
