using System.Text;
using CsCheck;
using DittoFs.Protocols.Smb;
using DittoFs.Protocols.Smb.Information;
using DittoFs.Protocols.Wire;
using DittoFs.Storage.Files;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Protocols.Smb.Information;

/// <summary>Layouts of MS-FSCC, byte by byte.</summary>
public sealed class InformationTests
{
    private static readonly NodeAttributes Node = new()
    {
        Node = new NodeId(0x1122),
        Kind = NodeKind.File,
        Mode = 0x1A4,
        LinkCount = 2,
        Uid = 1,
        Gid = 1,
        Size = 5000,
        AllocatedBytes = 8192,
        AccessTime = Timestamp.FromSeconds(1147999999, 0),
        ModifyTime = Timestamp.FromSeconds(1147999999, 0),
        ChangeTime = Timestamp.FromSeconds(1147999999, 0),
        BirthTime = Timestamp.FromSeconds(1147999999, 0),
        ChangeId = 1,
        DosAttributes = DosAttributeBits.Hidden,
    };

    private static readonly FileView View = new(Node, 0x77, "\\ab", SmbAccess.ReadData, 0x20, 9, IsDeletePending: false);

    private static string Times => Convert.ToHexString(BitConverter.GetBytes(SmbAttributes.FileTime(Node.BirthTime)));

    private static string Encode(FileClass kind, FileView? view = null)
    {
        using var writer = new LittleEndianWriter();
        Assert.True(FileEncoder.TryWrite(writer, kind, view ?? View));
        return Convert.ToHexString(writer.Written);
    }

    private static string Four => string.Concat(Enumerable.Repeat(Times, 4));

    [Fact]
    public void Basic_Encoded_IsTimesAndBits() => Assert.Equal(Four + "02000000" + "00000000", Encode(FileClass.Basic));

    [Fact]
    public void Standard_Encoded_IsSizesLinksAndFlags()
    {
        Assert.Equal("0020000000000000" + "8813000000000000" + "02000000" + "00" + "00" + "0000", Encode(FileClass.Standard));
        Assert.Equal("0020000000000000" + "8813000000000000" + "01000000" + "01" + "00" + "0000", Encode(FileClass.Standard, View with { IsDeletePending = true }));
    }

    [Fact]
    public void All_Encoded_IsNineClassesInARow() => Assert.Equal(
        Encode(FileClass.Basic) + Encode(FileClass.Standard) + "2211000000000000" + "00000000" + "01000000" + "0900000000000000" + "20000000" + "00000000" + Encode(FileClass.Name),
        Encode(FileClass.All));

    [Theory]
    [InlineData(FileClass.Internal, "2211000000000000")]
    [InlineData(FileClass.Ea, "00000000")]
    [InlineData(FileClass.Access, "01000000")]
    [InlineData(FileClass.Name, "06000000" + "5C0061006200")]
    [InlineData(FileClass.NormalizedName, "04000000" + "61006200")]
    [InlineData(FileClass.Position, "0900000000000000")]
    [InlineData(FileClass.Mode, "20000000")]
    [InlineData(FileClass.Alignment, "00000000")]
    [InlineData(FileClass.Stream, "00000000" + "0E000000" + "8813000000000000" + "0020000000000000" + "3A003A0024004400410054004100")]
    [InlineData(FileClass.AttributeTag, "02000000" + "00000000")]
    [InlineData(FileClass.Id, "7700000000000000" + "2211000000000000" + "0000000000000000")]
    [InlineData(FileClass.Compression, "8813000000000000" + "0000000000000000")]
    public void Class_Encoded_HasItsLayout(object kind, string expected) => Assert.Equal(expected, Encode((FileClass)kind));

    [Fact]
    public void NetworkOpen_Encoded_HasItsLayout() =>
        Assert.Equal(Four + "0020000000000000" + "8813000000000000" + "02000000" + "00000000", Encode(FileClass.NetworkOpen));

    [Fact]
    public void FixedLength_OfEachClass_IsWhatIsWrittenWithoutName()
    {
        var nameless = View with { Path = "" };
        foreach (var kind in Enum.GetValues<FileClass>())
        {
            using var writer = new LittleEndianWriter();
            if (kind != FileClass.Stream && FileEncoder.TryWrite(writer, kind, nameless))
            {
                // What ends with a name ends with its length, and the structure in the specification has the first character behind it.
                var expected = FileEncoder.GetFixedLength(kind) - (kind is FileClass.All ? 4 : kind is FileClass.Name or FileClass.NormalizedName ? 4 : 0);
                Assert.Equal(expected, writer.Length);
            }
        }
    }

    [Theory]
    [InlineData(FileClass.Directory, 64)]
    [InlineData(FileClass.FullDirectory, 68)]
    [InlineData(FileClass.BothDirectory, 94)]
    [InlineData(FileClass.IdBothDirectory, 104)]
    [InlineData(FileClass.IdFullDirectory, 80)]
    [InlineData(FileClass.IdExtendedDirectory, 88)]
    [InlineData(FileClass.Names, 12)]
    public void DirectoryEntries_Encoded_AreLinkedAndAligned(object kind, int headLength)
    {
        using var writer = new LittleEndianWriter();
        writer.WriteZeros(3);
        var encoder = new DirectoryEncoder(writer, (FileClass)kind, 4096);
        Assert.True(encoder.TryAdd("abc", Node));
        Assert.True(encoder.TryAdd("d", Node));
        var bytes = writer.Written[3..];
        var next = BitConverter.ToInt32(bytes);
        Assert.Equal((headLength + 6 + 7) & ~7, next);
        Assert.Equal(0u, BitConverter.ToUInt32(bytes[next..]));
        Assert.Equal("abc", Encoding.Unicode.GetString(bytes.Slice(headLength, 6)));
        Assert.Equal(next + headLength + 2, bytes.Length);
        Assert.Equal(6u, BitConverter.ToUInt32(bytes[((FileClass)kind == FileClass.Names ? 8 : 60)..]));
    }

    [Fact]
    public void DirectoryEntries_ThatDoNotFit_LeaveNothing()
    {
        using var writer = new LittleEndianWriter();
        var encoder = new DirectoryEncoder(writer, FileClass.Names, 30);
        Assert.True(encoder.TryAdd("a", Node));
        Assert.False(encoder.TryAdd("long name", Node));
        Assert.Equal((14, 0), (writer.Length, BitConverter.ToInt32(writer.Written)));
        Assert.True(encoder.TryAdd("b", Node));
        Assert.Equal(16, BitConverter.ToInt32(writer.Written));
    }

    [Theory]
    [InlineData(FileSystemClass.Size, 24)]
    [InlineData(FileSystemClass.FullSize, 32)]
    [InlineData(FileSystemClass.Device, 8)]
    [InlineData(FileSystemClass.Attribute, 20)]
    [InlineData(FileSystemClass.Control, 48)]
    [InlineData(FileSystemClass.ObjectId, 64)]
    [InlineData(FileSystemClass.SectorSize, 28)]
    [InlineData(FileSystemClass.Volume, 24)]
    public void FileSystemClass_Encoded_HasItsLength(object kind, int length)
    {
        using var writer = new LittleEndianWriter();
        var space = new FileSystemStatistics(4096 * 10, 4096 * 4, 0, 0, Node);
        Assert.True(FileSystemEncoder.TryWrite(writer, (FileSystemClass)kind, new VolumeView("abc", Guid.Empty, Node.BirthTime, 255), space));
        Assert.Equal(length, writer.Length);
    }

    [Fact]
    public void SetBasic_TimesThatKeep_ChangeNothing()
    {
        using var writer = new LittleEndianWriter();
        writer.WriteUInt64(0);
        writer.WriteUInt64(ulong.MaxValue);
        writer.WriteUInt64(SmbAttributes.FileTime(Node.ModifyTime));
        writer.WriteUInt64(ulong.MaxValue - 1);
        writer.WriteUInt32(0);
        writer.WriteUInt32(0);
        Assert.True(SetInformation.TryReadBasic(writer.Written, out var changes));
        Assert.Equal(new AttributeChanges { ModifyTime = TimeChange.To(Node.ModifyTime) }, changes);
        Assert.False(SetInformation.TryReadBasic(writer.Written[..35], out _));
    }

    [Fact]
    public void SetRename_Path_IsReadAndItsLengthChecked()
    {
        byte[] bytes = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, .. Encoding.Unicode.GetBytes("a\\b")];
        Assert.True(SetInformation.TryReadPath(bytes, out var path));
        Assert.Equal(new NewPath(true, "a\\b"), path);
        Assert.True(SetInformation.TryReadPath([.. bytes[..16], 8, 0, 0, 0, .. Encoding.Unicode.GetBytes("\\a\\b")], out var rooted));
        Assert.Equal(path, rooted);
        bytes[16] = 8;
        Assert.False(SetInformation.TryReadPath(bytes, out _));
    }

    [Fact]
    public void Set_AnyBytes_AnswersWithoutThrowing() => Gen.Byte.Array[0, 64].Sample(
        bytes =>
        {
            SetInformation.TryReadBasic(bytes, out _);
            SetInformation.TryReadLength(bytes, out _);
            SetInformation.TryReadDisposition(bytes, FileClass.Disposition, out _);
            SetInformation.TryReadDisposition(bytes, FileClass.DispositionEx, out _);
            SetInformation.TryReadPath(bytes, out _);
            SetInformation.TryReadMode(bytes, out _);
        },
        iter: 100_000);
}
