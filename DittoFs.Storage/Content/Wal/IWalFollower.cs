using DittoFs.Storage.Metadata;

namespace DittoFs.Storage.Content.Wal;

/// <summary>Takes what the log holds, in the log's order.</summary>
internal interface IWalFollower
{
    /// <summary>
    /// <paramref name="batch"/> was given <paramref name="sequence"/>. Called in order of sequences, under the log's lock: only take note.
    /// </summary>
    /// <returns>The follower's own number of the batch, rising by one.</returns>
    ulong OnAppended(ulong sequence, MutationBatch batch);

    /// <summary>Everything up to <paramref name="sequence"/> is durable. Called on the log's thread: only take note.</summary>
    void OnDurable(ulong sequence);
}
