using System.Globalization;
using DittoFs.Client;
using DittoFs.Ctl.Output;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Views;

/// <summary>How locks and open files are shown.</summary>
internal static class LockViews
{
    /// <summary>A lock.</summary>
    public static View<LockResponse> Lock { get; } = new(
        ClientJson.Default.LockResponse,
        ClientJson.Default.IReadOnlyListLockResponse,
        held => held.Id,
        [
            new("ID", held => CellText.Of(held.Id)),
            new("SHARE", held => CellText.Of(held.Share)),
            new("PATH", held => CellText.Of(held.Path ?? $"file {held.File}")),
            new("HOLDER", held => CellText.Of(held.UserName ?? (held.ClientName is null ? null : string.Create(CultureInfo.InvariantCulture, $"{held.ClientName} {held.Process}")))),
            new("CLIENT", held => CellText.Of(held.Client)),
            new("RANGE", held => $"{held.Offset.ToString(CultureInfo.InvariantCulture)}+{held.Length?.ToString(CultureInfo.InvariantCulture) ?? "end"}"),
            new("KIND", held => held.Exclusive ? "exclusive" : "shared"),
            new("WAITS FOR", held => CellText.Of(held.WaitsFor)),
        ]);

    /// <summary>An open file.</summary>
    public static View<OpenFileResponse> OpenFile { get; } = new(
        ClientJson.Default.OpenFileResponse,
        ClientJson.Default.IReadOnlyListOpenFileResponse,
        open => open.Id.ToString(CultureInfo.InvariantCulture),
        [
            new("ID", open => CellText.Of(open.Id), IsNumber: true),
            new("SHARE", open => CellText.Of(open.Share)),
            new("PATH", open => CellText.Of(open.Path ?? $"file {open.File}")),
            new("USER", open => CellText.Of(open.UserName ?? open.Uid.ToString(CultureInfo.InvariantCulture))),
            new("CLIENT", open => CellText.Of(open.Client)),
            new("PROTOCOL", open => CellText.Of(open.Protocol)),
            new("ACCESS", open => CellText.Of(open.Access)),
            new("OTHERS MAY", open => CellText.Of(open.Sharing)),
            new("LOCKS", open => CellText.Of(open.Locks), IsNumber: true),
            new("SINCE", open => CellText.Of(open.Since)),
        ]);
}
