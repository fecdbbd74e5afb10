using DittoFs.Protocols.Wire;
using DittoFs.Storage.Primitives;

namespace DittoFs.Protocols.Smb.SecurityDescriptors;

/// <summary>Which parts of a descriptor are asked for or set (MS-DTYP 2.4.7).</summary>
[Flags]
internal enum SecurityParts : uint
{
    None = 0,
    Owner = 1,
    Group = 2,
    Dacl = 4,
    Sacl = 8,
}

/// <summary>
/// A self-relative security descriptor (MS-DTYP 2.4.6).
/// <code>
/// revision 1 | 0 1 | control 2 | owner offset 4 | group offset 4 | SACL offset 4 | DACL offset 4
/// ACL:  revision 1 | 0 1 | length 2 | count 2 | 0 2 | entries: type 1 | flags 1 | length 2 | mask 4 | SID
/// </code>
/// </summary>
/// <param name="Owner">The owner; null if it is not a part of it.</param>
/// <param name="Group">The group; null if it is not a part of it.</param>
/// <param name="Dacl">The access-control list; null if it is not a part of it.</param>
internal sealed record SecurityDescriptor(Sid? Owner, Sid? Group, IReadOnlyList<AccessEntry>? Dacl)
{
    private const int HeadBytes = 20;
    private const int EntriesMax = 1024;
    private const ushort DaclPresent = 0x0004;
    private const ushort SelfRelative = 0x8000;
    private const byte Revision = 1;
    private const byte AclRevision = 2;
    private const byte Allow = 0;
    private const byte Deny = 1;
    private const byte InheritOnly = 0x8;

    /// <summary>The parts of a node's descriptor that are asked for.</summary>
    public static SecurityDescriptor Of(in NodeAttributes node, SecurityParts parts) => new(
        parts.HasFlag(SecurityParts.Owner) ? UnixSids.OfUser(node.Uid) : null,
        parts.HasFlag(SecurityParts.Group) ? UnixSids.OfGroup(node.Gid) : null,
        parts.HasFlag(SecurityParts.Dacl) ? ModeRights.ToEntries(node) : null);

    /// <summary>Writes it.</summary>
    public void Write(LittleEndianWriter writer)
    {
        var start = writer.Length;
        writer.WriteByte(Revision);
        writer.WriteByte(0);
        writer.WriteUInt16((ushort)(SelfRelative | (Dacl is null ? 0 : DaclPresent)));
        writer.WriteZeros(HeadBytes - 4);
        WritePart(writer, start, 4, Owner is null ? null : Owner.Write);
        WritePart(writer, start, 8, Group is null ? null : Group.Write);
        WritePart(writer, start, 16, Dacl is null ? null : WriteDacl);
    }

    /// <summary>Reads one; false if an offset, a length or an identifier is wrong. Entries of other kinds, or for what is inherited only, are passed over.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SecurityDescriptor descriptor)
    {
        descriptor = null!;
        var reader = new LittleEndianReader(bytes);
        var revision = reader.ReadByte();
        reader.Skip(1);
        var control = reader.ReadUInt16();
        var (owner, group, _, dacl) = (reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32());
        if (reader.HasFailed || revision != Revision || (control & SelfRelative) == 0
            || !TryReadSid(bytes, owner, out var ownerSid) || !TryReadSid(bytes, group, out var groupSid))
        {
            return false;
        }

        // A list that is present but null means that everybody may do all.
        IReadOnlyList<AccessEntry>? entries = null;
        if ((control & DaclPresent) != 0 && !TryReadDacl(bytes, dacl, out entries))
        {
            return false;
        }

        descriptor = new SecurityDescriptor(ownerSid, groupSid, entries);
        return true;
    }

    private void WriteDacl(LittleEndianWriter writer)
    {
        var start = writer.Length;
        writer.WriteByte(AclRevision);
        writer.WriteByte(0);
        writer.WriteUInt16(0);
        writer.WriteUInt16((ushort)Dacl!.Count);
        writer.WriteUInt16(0);
        foreach (var entry in Dacl)
        {
            writer.WriteByte(entry.IsDeny ? Deny : Allow);
            writer.WriteByte(0);
            writer.WriteUInt16((ushort)(8 + entry.Trustee.BytesLength));
            writer.WriteUInt32((uint)entry.Mask);
            entry.Trustee.Write(writer);
        }

        writer.PatchUInt16(start + 2, (ushort)(writer.Length - start));
    }

    private static void WritePart(LittleEndianWriter writer, int start, int offsetAt, Action<LittleEndianWriter>? write)
    {
        if (write is not null)
        {
            writer.PatchUInt32(start + offsetAt, (uint)(writer.Length - start));
            write(writer);
        }
    }

    private static bool TryReadSid(ReadOnlySpan<byte> bytes, uint offset, out Sid? sid)
    {
        sid = null;
        if (offset == 0)
        {
            return true;
        }

        if (offset > bytes.Length)
        {
            return false;
        }

        var reader = new LittleEndianReader(bytes[(int)offset..]);
        return Sid.TryRead(ref reader, out sid!);
    }

    private static bool TryReadDacl(ReadOnlySpan<byte> bytes, uint offset, out IReadOnlyList<AccessEntry>? entries)
    {
        entries = [new AccessEntry(false, SmbAccess.FullRights, UnixSids.Everyone)];
        if (offset == 0)
        {
            return true;
        }

        if (offset > bytes.Length)
        {
            return false;
        }

        var reader = new LittleEndianReader(bytes[(int)offset..]);
        reader.Skip(4);
        var count = reader.ReadUInt16();
        reader.Skip(2);
        List<AccessEntry> read = [];
        for (var index = 0; index < count && count <= EntriesMax; index++)
        {
            if (!TryReadEntry(ref reader, read))
            {
                return false;
            }
        }

        entries = read;
        return !reader.HasFailed && count <= EntriesMax;
    }

    private static bool TryReadEntry(ref LittleEndianReader reader, List<AccessEntry> entries)
    {
        var type = reader.ReadByte();
        var flags = reader.ReadByte();
        var length = reader.ReadUInt16();
        if (reader.HasFailed || length < 4)
        {
            return false;
        }

        var body = reader.ReadBytes(length - 4);
        if (reader.HasFailed || type is not (Allow or Deny) || (flags & InheritOnly) != 0)
        {
            return !reader.HasFailed;
        }

        var inner = new LittleEndianReader(body);
        var mask = (SmbAccess)inner.ReadUInt32();
        if (!Sid.TryRead(ref inner, out var trustee))
        {
            return false;
        }

        entries.Add(new AccessEntry(type == Deny, mask, trustee));
        return true;
    }
}
