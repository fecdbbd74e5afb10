using System.Globalization;
using DittoFs.Client;
using DittoFs.Ctl.Output;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Views;

/// <summary>How caches, uploads and jobs are shown.</summary>
internal static class OperationViews
{
    /// <summary>What an eviction gave back.</summary>
    public static View<EvictedResponse> Evicted { get; } = new(
        ClientJson.Default.EvictedResponse,
        ClientJson.Default.IReadOnlyListEvictedResponse,
        evicted => evicted.MemoryBytes.ToString(CultureInfo.InvariantCulture),
        [
            new("MEMORY BYTES", evicted => CellText.Of(evicted.MemoryBytes), IsNumber: true),
            new("DISK BYTES", evicted => CellText.Of(evicted.DiskBytes), IsNumber: true),
        ]);

    /// <summary>What a share uploads.</summary>
    public static View<UploadResponse> Upload { get; } = new(
        ClientJson.Default.UploadResponse,
        ClientJson.Default.IReadOnlyListUploadResponse,
        upload => upload.Share,
        [
            new("SHARE", upload => CellText.Of(upload.Share)),
            new("UNDER WAY", upload => $"{CellText.Of(upload.BlocksUnderWay)}/{CellText.Of(upload.BlocksAtOnceMax)}", IsNumber: true),
            new("QUEUED BYTES", upload => CellText.Of(upload.QueuedBytes), IsNumber: true),
            new("OLDEST SECONDS", upload => upload.OldestSeconds.ToString("0.#", CultureInfo.InvariantCulture), IsNumber: true),
            new("BLOCKS", upload => CellText.Of(upload.Blocks), IsNumber: true),
            new("BYTES", upload => CellText.Of(upload.Bytes), IsNumber: true),
            new("FAILURE", upload => CellText.Of(upload.Failure)),
        ]);

    /// <summary>A job.</summary>
    public static View<JobResponse> Job { get; } = new(
        ClientJson.Default.JobResponse,
        ClientJson.Default.IReadOnlyListJobResponse,
        job => job.Id.ToString(),
        [
            new("ID", job => job.Id.ToString()),
            new("KIND", job => CellText.Of(job.Kind)),
            new("SUBJECT", job => CellText.Of(job.Subject)),
            new("STATE", job => CellText.Word(job.State, ClientJson.Default.JobState)),
            new("DONE", job => CellText.Of(job.Done), IsNumber: true),
            new("TOTAL", job => job.Total is { } total ? CellText.Of(total) : "-", IsNumber: true),
            new("UNIT", job => CellText.Of(job.Unit)),
            new("PER SECOND", job => job.PerSecond.ToString("0", CultureInfo.InvariantCulture), IsNumber: true),
            new("STARTED", job => CellText.Of(job.StartedAt)),
            new("BY", job => CellText.Of(job.StartedBy)),
            new("REASON", job => CellText.Of(job.Reason)),
        ]);
}
