using System.Globalization;
using DittoFs.Client;
using DittoFs.Ctl.Output;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Views;

/// <summary>How the server itself is shown.</summary>
internal static class SystemViews
{
    /// <summary>What the server is.</summary>
    public static View<SystemInfoResponse> Info { get; } = new(
        ClientJson.Default.SystemInfoResponse,
        ClientJson.Default.IReadOnlyListSystemInfoResponse,
        info => info.Name,
        [
            new("NAME", info => CellText.Of(info.Name)),
            new("VERSION", info => CellText.Of(info.Version)),
            new("STARTED", info => CellText.Of(info.StartedAt)),
            new("DATA DIRECTORY", info => CellText.Of(info.DataDirectory)),
            new("PROCESS", info => CellText.Of(info.ProcessId), IsNumber: true),
            new("LISTENS ON", info => CellText.Of(info.Endpoints.Select(endpoint => $"{endpoint.Protocol} {endpoint.Address}:{endpoint.Port.ToString(CultureInfo.InvariantCulture)}"))),
        ]);

    /// <summary>How the server is.</summary>
    public static View<OverviewResponse> Overview { get; } = new(
        ClientJson.Default.OverviewResponse,
        ClientJson.Default.IReadOnlyListOverviewResponse,
        overview => overview.Phase,
        [
            new("PHASE", overview => CellText.Of(overview.Phase)),
            new("SHARES", overview => $"{CellText.Of(overview.SharesRunning)} of {CellText.Of(overview.Shares)} run"),
            new("USERS", overview => CellText.Of(overview.Users), IsNumber: true),
            new("GROUPS", overview => CellText.Of(overview.Groups), IsNumber: true),
            new("MOUNTS", overview => CellText.Of(overview.Mounts), IsNumber: true),
            new("CONNECTIONS", overview => CellText.Of(overview.Traffic.Sum(traffic => (long)traffic.Connections)), IsNumber: true),
            new("UNHEALTHY STORES", overview => CellText.Of(overview.Stores.Where(store => !store.Healthy).Select(store => $"{store.Name}: {store.Detail}"))),
            new("FAILURES", overview => CellText.Of(overview.Failures.Select(failure => $"{failure.Part}: {failure.Reason}"))),
        ]);

    /// <summary>What a rotation of the master key did.</summary>
    public static string Describe(MasterKeyRotationResponse rotated) => string.Create(
        CultureInfo.InvariantCulture,
        $"The master key is new: {rotated.Resealed} secrets are sealed with it.{(rotated.Unreadable == 0 ? "" : $" {rotated.Unreadable} could not be opened and stay as they are.")}");

    /// <summary>A library.</summary>
    public static IReadOnlyList<Column<LibraryResponse>> LibraryColumns { get; } =
    [
        new("NAME", library => CellText.Of(library.Name)),
        new("VERSION", library => CellText.Of(library.Version)),
        new("LICENCE", library => CellText.Of(library.License)),
    ];
}
