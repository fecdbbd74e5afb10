using System.Globalization;
using DittoFs.Client;
using DittoFs.Ctl.Output;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Views;

/// <summary>How stores, protocol servers and mounts are shown.</summary>
internal static class ServerViews
{
    /// <summary>A store.</summary>
    public static View<StoreResponse> Store { get; } = new(
        ClientJson.Default.StoreResponse,
        ClientJson.Default.IReadOnlyListStoreResponse,
        store => store.Name,
        [
            new("NAME", store => CellText.Of(store.Name)),
            new("USE", store => CellText.Word(store.Use, ClientJson.Default.StoreUse)),
            new("KIND", store => CellText.Word(store.Kind, ClientJson.Default.StoreKind)),
            new("SHARES", store => CellText.Of(store.Shares)),
            new("OPTIONS", store => CellText.Of(store.Options.Select(option => $"{option.Key}={option.Value}"))),
        ]);

    /// <summary>A collection.</summary>
    public static View<CollectionResponse> Collection { get; } = new(
        ClientJson.Default.CollectionResponse,
        ClientJson.Default.IReadOnlyListCollectionResponse,
        collection => collection.Store,
        [
            new("STORE", collection => CellText.Of(collection.Store)),
            new("STATE", collection => CellText.Word(collection.State, ClientJson.Default.CollectionState)),
            new("DRY RUN", collection => CellText.Of(collection.DryRun)),
            new("BLOCKS", collection => CellText.Of(collection.Blocks), IsNumber: true),
            new("BYTES", collection => CellText.Of(collection.Bytes), IsNumber: true),
            new("DEAD BLOCKS", collection => CellText.Of(collection.DeadBlocks), IsNumber: true),
            new("DEAD BYTES", collection => CellText.Of(collection.DeadBytes), IsNumber: true),
            new("DUE BLOCKS", collection => CellText.Of(collection.DueBlocks), IsNumber: true),
            new("DUE BYTES", collection => CellText.Of(collection.DueBytes), IsNumber: true),
            new("DELETED BLOCKS", collection => CellText.Of(collection.DeletedBlocks), IsNumber: true),
            new("DELETED BYTES", collection => CellText.Of(collection.DeletedBytes), IsNumber: true),
        ]);

    /// <summary>A protocol server.</summary>
    public static View<AdapterResponse> Adapter { get; } = new(
        ClientJson.Default.AdapterResponse,
        ClientJson.Default.IReadOnlyListAdapterResponse,
        adapter => adapter.Name,
        [
            new("NAME", adapter => CellText.Of(adapter.Name)),
            new("STATE", adapter => CellText.Word(adapter.Status.State, ClientJson.Default.RunState)),
            new("ENABLED", adapter => CellText.Of(adapter.Enabled)),
            new("PORT", adapter => CellText.Of(adapter.Port), IsNumber: true),
            new("LISTENS ON", adapter => CellText.Of(adapter.Endpoints)),
            new("FIXED", adapter => CellText.Of(adapter.Fixed.Keys)),
            new("REASON", adapter => CellText.Of(adapter.Status.Reason)),
        ]);

    /// <summary>A mount.</summary>
    public static View<MountResponse> Mount { get; } = new(
        ClientJson.Default.MountResponse,
        ClientJson.Default.IReadOnlyListMountResponse,
        mount => mount.Path,
        [
            new("PATH", mount => CellText.Of(mount.Path)),
            new("CLIENT", mount => CellText.Of(mount.Client)),
            new("PROTOCOL", mount => CellText.Of(mount.Protocol)),
            new("USER", mount => CellText.Of(mount.UserName)),
            new("SINCE", mount => CellText.Of(mount.Since)),
        ]);

    /// <summary>A session.</summary>
    public static View<SessionResponse> Session { get; } = new(
        ClientJson.Default.SessionResponse,
        ClientJson.Default.IReadOnlyListSessionResponse,
        session => session.Id.ToString(CultureInfo.InvariantCulture),
        [
            new("ID", session => CellText.Of(session.Id), IsNumber: true),
            new("CLIENT", session => CellText.Of(session.Client)),
            new("PROTOCOL", session => CellText.Of(session.Dialect is null ? session.Protocol : $"{session.Protocol} {session.Dialect}")),
            new("USERS", session => CellText.Of(session.Users)),
            new("SHARES", session => CellText.Of(session.Shares)),
            new("SINCE", session => CellText.Of(session.Since)),
            new("CALLS", session => CellText.Of(session.Calls), IsNumber: true),
            new("RECEIVED", session => CellText.Of(session.BytesReceived), IsNumber: true),
            new("SENT", session => CellText.Of(session.BytesSent), IsNumber: true),
        ]);
}
