using System.Text.Json.Serialization;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Dumps;

/// <summary>What a server says of a share that it has.</summary>
internal sealed record OwnerRecord
{
    /// <summary>The version that this build writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The layout's version.</summary>
    [JsonPropertyName("format"), JsonRequired]
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The metadata store that has the share's rows.</summary>
    [JsonPropertyName("store"), JsonRequired]
    public Guid Store { get; init; }

    /// <summary>The machine, for people.</summary>
    [JsonPropertyName("host"), JsonRequired]
    public string Host { get; init; } = "";

    /// <summary>How often it says so, in seconds.</summary>
    [JsonPropertyName("intervalSeconds"), JsonRequired]
    public double IntervalSeconds { get; init; }

    /// <summary>The share was stopped there in order.</summary>
    [JsonPropertyName("released")]
    public bool Released { get; init; }
}

/// <summary>The newest of what owners said.</summary>
/// <param name="Block">Where.</param>
/// <param name="Record">What.</param>
/// <param name="Age">How long ago, by the store's clock.</param>
internal sealed record OwnerState(ReservedBlock Block, OwnerRecord Record, TimeSpan Age)
{
    /// <summary>It may be at work still.</summary>
    public bool IsLive => !Record.Released && Age < TimeSpan.FromSeconds(3 * Record.IntervalSeconds);
}

/// <summary>
/// Says in a share's block store which server has it, again and again, and notices when another took it over: the epoch in the block's id rises with each.
/// </summary>
internal sealed class ShareOwner(DumpBlocks blocks, Guid store, TimeSpan interval)
{
    /// <summary>Reads who had the share last; null for nobody.</summary>
    /// <exception cref="IOException">The listing could not be completed.</exception>
    public async Task<FsResult<OwnerState?>> ReadAsync(CancellationToken cancellationToken)
    {
        var all = await blocks.ListAsync(ReservedKind.Owner, cancellationToken);
        if (all.Count == 0)
        {
            return new FsResult<OwnerState?>(FsError.None, null);
        }

        var (block, time) = all.MaxBy(static found => (found.Block.Number, found.Block.Part));
        var read = await blocks.ReadDocumentAsync(block, DumpJson.Default.OwnerRecord, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        var now = await ReadTimeAsync(cancellationToken);
        return now.IsSuccess ? new OwnerState(block, read.Value, now.Value - time) : now.Error;
    }

    /// <summary>True if <paramref name="state"/> is this server's, or nobody's.</summary>
    public bool IsOurs(OwnerState? state) => state is null || state.Record.Store == store;

    /// <summary>Says that this server has the share, or (<paramref name="released"/>) that it stopped it, unless another has taken it.</summary>
    /// <returns>Success, <see cref="FsError.Exists"/> when another server has it now, or what the store answered.</returns>
    /// <exception cref="IOException">The listing could not be completed.</exception>
    public async Task<FsResult> BeatAsync(bool released, CancellationToken cancellationToken)
    {
        var all = await blocks.ListAsync(ReservedKind.Owner, cancellationToken);
        var last = all.Count == 0 ? default : all.Select(static found => found.Block).MaxBy(static block => (block.Number, block.Part));
        if (all.Count > 0)
        {
            var read = await blocks.ReadDocumentAsync(last, DumpJson.Default.OwnerRecord, cancellationToken);
            if (!read.IsSuccess || read.Value.Store != store)
            {
                return read.IsSuccess ? FsError.Exists : read.Error;
            }
        }

        return await PutAsync(new ReservedBlock(ReservedKind.Owner, Math.Max(1, last.Number), last.Part + 1), released, cancellationToken);
    }

    /// <summary>Takes the share over from whoever had it.</summary>
    /// <returns>Success, <see cref="FsError.Exists"/> when another server did so at the same time, or what the store answered.</returns>
    /// <exception cref="IOException">The listing could not be completed.</exception>
    public async Task<FsResult> TakeAsync(OwnerState? from, CancellationToken cancellationToken)
    {
        var block = new ReservedBlock(ReservedKind.Owner, (from?.Block.Number ?? 0) + 1, 0);
        var put = await PutAsync(block, released: false, cancellationToken);
        var read = put.IsSuccess ? await ReadAsync(cancellationToken) : put.Error;
        return !read.IsSuccess ? read.Error : IsOurs(read.Value) ? FsResult.Success : FsError.Exists;
    }

    private async Task<FsResult> PutAsync(ReservedBlock block, bool released, CancellationToken cancellationToken)
    {
        var record = new OwnerRecord { Store = store, Host = Environment.MachineName, IntervalSeconds = interval.TotalSeconds, Released = released };
        var put = await blocks.PutDocumentAsync(block, record, DumpJson.Default.OwnerRecord, cancellationToken);
        if (!put.IsSuccess)
        {
            return put;
        }

        foreach (var (old, _) in await blocks.ListAsync(ReservedKind.Owner, cancellationToken))
        {
            if ((old.Number, old.Part).CompareTo((block.Number, block.Part)) < 0)
            {
                await blocks.DeleteAsync(old, cancellationToken);
            }
        }

        return FsResult.Success;
    }

    /// <summary>The store's clock, by a block that is put for it.</summary>
    private async Task<FsResult<DateTimeOffset>> ReadTimeAsync(CancellationToken cancellationToken)
    {
        var probe = new ReservedBlock(ReservedKind.Probe, (uint)Random.Shared.Next(), (uint)Random.Shared.Next());
        var put = await blocks.PutAsync(probe, "now"u8.ToArray(), cancellationToken);
        if (!put.IsSuccess)
        {
            return put.Error;
        }

        var found = (await blocks.ListAsync(ReservedKind.Probe, cancellationToken)).Find(found => found.Block == probe);
        await blocks.DeleteAsync(probe, cancellationToken);
        return found.Block == probe ? found.CreateTime : FsError.Unavailable;
    }
}
