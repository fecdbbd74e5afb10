using System.Buffers.Binary;
using DittoFs.Storage.Primitives;
using RocksDbSharp;

namespace DittoFs.Storage.Metadata.RocksDb;

/// <content>All rows of a share at one moment.</content>
internal sealed partial class RocksDbMetadataStore : IShareSnapshots
{
    /// <inheritdoc/>
    public FsResult<IShareSnapshot> OpenSnapshot(ShareId share)
    {
        if (!gate.TryEnter())
        {
            return FsError.Unavailable;
        }

        return new Snapshot(this, share);
    }

    private sealed class Snapshot : IShareSnapshot
    {
        private const string Letters = "SICEDO";

        private readonly RocksDbMetadataStore store;
        private readonly ShareId share;
        private readonly RocksDbSnapshot rows;
        private RocksDbCursor? cursor;
        private int letter = -1;

        public Snapshot(RocksDbMetadataStore store, ShareId share) => (this.store, this.share, rows) = (store, share, store.connection.TakeSnapshot());

        public FsResult<bool> ReadNext(MutationBatch batch, int bytesMax)
        {
            try
            {
                var before = batch.Encoded.Length;
                while (batch.Encoded.Length - before < bytesMax && TryMove())
                {
                    if (!TryAdd(batch))
                    {
                        return FsError.Corrupt;
                    }
                }

                return batch.Encoded.Length > before;
            }
            catch (RocksDbException exception)
            {
                return RocksDbErrorMap.ToError(exception);
            }
        }

        public void Dispose()
        {
            cursor?.Dispose();
            rows.Dispose();
            store.gate.Exit();
        }

        /// <summary>Goes to the next row of any kind; false behind the last.</summary>
        private bool TryMove()
        {
            Span<byte> buffer = stackalloc byte[RocksDbKeys.PrefixLength];
            cursor?.Next();
            while (cursor is not { IsValid: true })
            {
                cursor?.ThrowIfFailed();
                cursor?.Dispose();
                cursor = null;
                if (++letter >= Letters.Length)
                {
                    return false;
                }

                var prefix = RocksDbKeys.Rows(buffer, share, Letters[letter]);
                cursor = store.connection.Open(prefix, rows);
                cursor.Seek(prefix);
            }

            return true;
        }

        private bool TryAdd(MutationBatch batch)
        {
            var key = cursor!.Key;
            var value = cursor.Value;
            switch (Letters[letter])
            {
                case 'S' when ShareSuperblockCodec.TryRead(value, out var superblock):
                    batch.PutSuperblock(superblock);
                    return true;
                case 'I' when NodeRecordCodec.TryRead(value, out var node):
                    batch.PutNode(node);
                    return true;
                case 'C' when RocksDbRows.TryReadCookie(key, value, out var entry):
                    batch.PutName(new NodeId(ReadNumber(key)), entry.Name, entry.Entry);
                    return true;
                case 'E' when RocksDbRows.TryReadExtent(key, value, out var extent):
                    batch.PutExtent(new ContentId(ReadNumber(key)), extent);
                    return true;
                case 'D' when RocksDbRows.TryReadMark(key, out var content):
                    batch.DropContent(new ContentId(content));
                    return true;
                case 'O' when RocksDbRows.TryReadMark(key, out var orphan):
                    batch.PutOrphan(new NodeId(orphan));
                    return true;
                default:
                    return false;
            }
        }

        /// <summary>The number behind share and letter; keys of rows with two were checked to have both.</summary>
        private static ulong ReadNumber(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt64BigEndian(key[RocksDbKeys.PrefixLength..]);
    }
}
