using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Support;

internal sealed partial class ScriptedFileSystem
{
    /// <inheritdoc/>
    public ValueTask<FsResult<ReadOutcome>> ReadAsync(
        CallContext context, NodeId node, ulong offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        RunAsync(nameof(ReadAsync), context, node, file => Read(file, offset, destination));

    /// <inheritdoc/>
    public ValueTask<FsResult<WriteOutcome>> WriteAsync(
        CallContext context, NodeId node, ulong offset, ReadOnlyMemory<byte> data, WriteStability stability, CancellationToken cancellationToken) =>
        RunAsync(nameof(WriteAsync), context, node, file => Write(file, offset, data, stability));

    /// <inheritdoc/>
    public ValueTask<FsResult<AttributeChange>> CommitAsync(CallContext context, NodeId node, CancellationToken cancellationToken) =>
        RunAsync(nameof(CommitAsync), context, node, file => (FsResult<AttributeChange>)new AttributeChange(file.Attributes, file.Attributes));

    private static FsResult<ReadOutcome> Read(ScriptedNode file, ulong offset, Memory<byte> destination)
    {
        if (file.Attributes.Kind != NodeKind.File)
        {
            return file.Attributes.Kind == NodeKind.Directory ? FsError.IsDirectory : FsError.WrongKind;
        }

        var start = (int)Math.Min(offset, (ulong)file.Content.Length);
        var count = Math.Min(destination.Length, file.Content.Length - start);
        file.Content.AsMemory(start, count).CopyTo(destination);
        return new ReadOutcome(count, start + count >= file.Content.Length, file.Attributes);
    }

    private FsResult<WriteOutcome> Write(ScriptedNode file, ulong offset, ReadOnlyMemory<byte> data, WriteStability stability)
    {
        if (file.Attributes.Kind != NodeKind.File)
        {
            return file.Attributes.Kind == NodeKind.Directory ? FsError.IsDirectory : FsError.WrongKind;
        }

        if (offset > Limits.FileBytesMax - (ulong)data.Length)
        {
            return FsError.FileTooLarge;
        }

        var end = offset + (ulong)data.Length;
        if (end > (ulong)file.Content.Length)
        {
            var content = file.Content;
            Array.Resize(ref content, checked((int)end));
            file.Content = content;
        }

        data.CopyTo(file.Content.AsMemory((int)offset));
        var before = file.Attributes;
        var time = Tick();
        var size = (ulong)file.Content.Length;
        file.Attributes = before with
        {
            Size = size, AllocatedBytes = Allocated(size), ModifyTime = time, ChangeTime = time, ChangeId = before.ChangeId + 1,
        };
        return new WriteOutcome(data.Length, stability, new AttributeChange(before, file.Attributes));
    }
}
