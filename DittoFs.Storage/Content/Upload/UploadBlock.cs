using System.Security.Cryptography;
using DittoFs.Storage.Content.Packing;
using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Content.Upload;

/// <summary>
/// What one block is to hold: pieces of files, pinned in the log until they are copied, and claimed until the block is stored or given up. Filled by one caller
/// at a time.
/// </summary>
internal sealed class UploadBlock : IDisposable
{
    private const int PiecesMax = 16_384;

    // What is looked at under a file's gate at once, so that its writers never wait long.
    private const int ExtentsPerTurn = 256;

    private readonly List<UploadPiece> pieces = [];
    private readonly List<(ContentState State, ulong Start, ulong End)> claims = [];
    private int pinned;

    /// <summary>The pieces, by files.</summary>
    public List<UploadPiece> Pieces => pieces;

    /// <summary>Bytes of the pieces.</summary>
    public int Length { get; private set; }

    /// <summary>Nothing more goes in.</summary>
    public bool IsFull => Length == BlockCodec.PlainBytesMax || pieces.Count >= PiecesMax;

    /// <summary>Takes up what the log holds of a content, in the order of offsets, until the block is full.</summary>
    /// <param name="state">The content.</param>
    /// <param name="through">The youngest record of which bytes are taken.</param>
    public void Take(ContentState state, ulong through)
    {
        var first = pieces.Count;
        var scan = new Scan(through);
        while (!IsFull && !scan.IsDone)
        {
            lock (state.Gate)
            {
                TakeSome(state, ref scan);
                if (scan.IsDone && !scan.MetClaims)
                {
                    // Everything was seen, and what came meanwhile is younger.
                    state.OldestSequence = Math.Max(state.OldestSequence, scan.Oldest);
                }
            }
        }

        if (first < pieces.Count)
        {
            Claim(state, pieces[first].Extent.Start, pieces[^1].Extent.End);
        }
    }

    /// <summary>Copies the pieces into <paramref name="buffer"/>, packed, and lets go of the log's segments.</summary>
    /// <exception cref="IOException">The log's disk failed.</exception>
    public BlockBuilder Pack(ShareId share, Memory<byte> buffer)
    {
        var builder = new BlockBuilder(share, new BlockId(new Guid(RandomNumberGenerator.GetBytes(16))), buffer);
        foreach (var piece in pieces)
        {
            piece.CopyInto(builder);
        }

        Unpin();
        return builder;
    }

    /// <summary>Lets other blocks take up the same ranges: this one was stored and entered, or is given up.</summary>
    public void Dispose()
    {
        Unpin();
        foreach (var (state, start, end) in claims)
        {
            lock (state.Gate)
            {
                state.Claims.Remove((start, end));
            }
        }

        claims.Clear();
        pieces.Clear();
    }

    private void Claim(ContentState state, ulong start, ulong end)
    {
        claims.Add((state, start, end));
        lock (state.Gate)
        {
            state.Claims.Add((start, end));
        }
    }

    private void TakeSome(ContentState state, ref Scan scan)
    {
        for (var looked = 0; looked < ExtentsPerTurn && !IsFull; looked++)
        {
            if (!state.Log.TryFind(scan.From, out var extent))
            {
                scan.IsDone = true;
                return;
            }

            scan.From = Math.Max(scan.From, extent.Start);
            if (!TryPassClaims(state, ref scan, out var end))
            {
                continue;
            }

            extent = extent.Clip(scan.From, Math.Min(end, extent.End));
            scan.Oldest = Math.Min(scan.Oldest, extent.Source.Sequence);
            scan.From = extent.End;
            if (extent.Source.Sequence <= scan.Through)
            {
                Take(state, extent);
            }
        }
    }

    private void Take(ContentState state, Extent<LogRange> extent)
    {
        extent = extent with { Length = Math.Min(extent.Length, (ulong)(BlockCodec.PlainBytesMax - Length)) };
        extent.Source.Segment.Pin();
        pieces.Add(new UploadPiece(state, extent, (uint)Length, state.Cuts));
        pinned = pieces.Count;
        Length += (int)extent.Length;
    }

    /// <summary>True if the place of the scan is free, up to <paramref name="end"/>; else moves it behind the claim that it lies in.</summary>
    private static bool TryPassClaims(ContentState state, ref Scan scan, out ulong end)
    {
        end = ulong.MaxValue;
        foreach (var claim in state.Claims)
        {
            scan.MetClaims = true;
            if (claim.Start <= scan.From && scan.From < claim.End)
            {
                scan.From = claim.End;
                return false;
            }

            end = claim.Start > scan.From ? Math.Min(end, claim.Start) : end;
        }

        return true;
    }

    private void Unpin()
    {
        for (; pinned > 0; pinned--)
        {
            pieces[pinned - 1].Extent.Source.Segment.Unpin();
        }
    }

    /// <summary>A walk over one content's extents.</summary>
    private struct Scan(ulong through)
    {
        public readonly ulong Through = through;
        public ulong From = 0;
        public ulong Oldest = ulong.MaxValue;
        public bool MetClaims = false;
        public bool IsDone = false;
    }
}
