using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;

namespace DittoFs.Protocols.Nfs.V3.Types;

/// <summary>
/// Counts the encoded bytes of a listing against what the client allows: all of the reply, and for READDIRPLUS the part that READDIR would have too
/// (RFC 1813 §3.3.16, §3.3.17).
/// </summary>
internal struct ListingBudget
{
    /// <summary>Directory attributes, verifier, end of list and end-of-directory flag.</summary>
    private const int FrameBytes = PostOpAttributes.EncodedBytes + NfsV3Limits.VerifierBytes + (2 * sizeof(uint));

    private const int EntryFlagBytes = sizeof(uint);
    private const int TypicalNameBytes = 16;

    private readonly bool withAttributes;
    private long replyBytes;
    private long nameBytes;
    private bool isEmpty = true;

    /// <summary>A budget of <paramref name="replyBytesMax"/> bytes, of which <paramref name="nameBytesMax"/> may be ids, names and cookies.</summary>
    public ListingBudget(uint replyBytesMax, uint nameBytesMax, bool withAttributes)
    {
        this.withAttributes = withAttributes;
        replyBytes = (long)replyBytesMax - FrameBytes;
        nameBytes = nameBytesMax;
    }

    /// <summary>About how many entries still fit.</summary>
    public readonly int EntriesLeft => (int)Math.Max(0, replyBytes / (NameBytesOf(TypicalNameBytes) + EntryFlagBytes + (withAttributes ? AttributeBytes : 0)));

    private static int AttributeBytes => PostOpAttributes.EncodedBytes + sizeof(uint) + NfsNode.EncodedBytes;

    /// <summary>
    /// Takes room for an entry. The first one only has to fit into the reply: a listing that never gets anywhere helps nobody.
    /// </summary>
    public bool TryTake(in DirectoryEntry entry)
    {
        var ofName = NameBytesOf(entry.Name.Span.Length);
        var ofReply = EntryFlagBytes + ofName + ExtraBytesOf(entry);
        if (ofReply > replyBytes || (ofName > nameBytes && !isEmpty))
        {
            return false;
        }

        replyBytes -= ofReply;
        nameBytes -= ofName;
        isEmpty = false;
        return true;
    }

    private static int NameBytesOf(int nameLength) => sizeof(ulong) + sizeof(uint) + XdrWriter.Padded(nameLength) + sizeof(ulong);

    private readonly int ExtraBytesOf(in DirectoryEntry entry) => (withAttributes, entry.Attributes.HasValue) switch
    {
        (false, _) => 0,
        (true, true) => AttributeBytes,
        (true, false) => 2 * sizeof(uint),
    };
}
