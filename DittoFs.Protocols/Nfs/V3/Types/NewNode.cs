using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;

namespace DittoFs.Protocols.Nfs.V3.Types;

/// <summary>
/// What the procedures that make a node answer: <c>status(4)</c>, on success <c>post_op_fh3 post_op_attr</c>, always <c>wcc_data</c> of the directory.
/// </summary>
internal readonly record struct NewNode(NfsV3Status Status, IFileSystem? FileSystem, CreateOutcome Outcome, WccData Directory) : IWireEncodable
{
    /// <summary>A node that was made.</summary>
    public static NewNode Made(IFileSystem fileSystem, in CreateOutcome outcome) =>
        new(NfsV3Status.Ok, fileSystem, outcome, WccData.Of(fileSystem.ShareId, outcome.Directory));

    /// <summary>A node that was not made.</summary>
    public static NewNode Failed(NfsV3Status status, in WccData directory) => new(status, null, default, directory);

    /// <inheritdoc/>
    public void Encode(XdrWriter writer)
    {
        writer.WriteUInt32((uint)Status);
        if (FileSystem is not null)
        {
            new NfsNode(FileSystem, Outcome.Node.Node).EncodeOptional(writer);
            new PostOpAttributes(FileSystem.ShareId, Outcome.Node).Encode(writer);
        }

        Directory.Encode(writer);
    }
}
