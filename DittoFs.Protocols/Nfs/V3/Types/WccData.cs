using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Nfs.V3.Types;

/// <summary>
/// Attributes around a change, by which a client tells whether its cache is still good (RFC 1813 §2.6, <c>wcc_data</c>):
/// <c>before?(size(8) mtime(8) ctime(8)) after?(fattr3)</c>. After a failure there is no "before": it would not be of the same instant.
/// </summary>
internal readonly record struct WccData(ShareId Share, NodeAttributes? Before, NodeAttributes? After) : IWireEncodable
{
    private const int BeforeBytes = sizeof(ulong) + (2 * NfsTime.EncodedBytes);

    /// <summary>The data of a change that was made.</summary>
    public static WccData Of(ShareId share, in AttributeChange change) => new(share, change.Before, change.After);

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteBool(Before.HasValue);
        if (Before is { } before)
        {
            writer.WriteUInt64(before.Size);
            var times = writer.Take(BeforeBytes - sizeof(ulong));
            NfsTime.From(before.ModifyTime).Write(times);
            NfsTime.From(before.ChangeTime).Write(times[NfsTime.EncodedBytes..]);
        }

        new PostOpAttributes(Share, After).Encode(writer);
    }

    /// <summary>The data of a node that an operation failed on.</summary>
    public static async ValueTask<WccData> FetchAsync(CallContext context, IFileSystem fileSystem, NodeId node, CancellationToken cancellationToken)
    {
        var read = await fileSystem.GetAttributesAsync(context, node, cancellationToken).ConfigureAwait(false);
        return new WccData(fileSystem.ShareId, null, read.IsSuccess ? read.Value : null);
    }
}
