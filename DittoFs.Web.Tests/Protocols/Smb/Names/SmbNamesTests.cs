using System.Text;
using CsCheck;
using DittoFs.Protocols.Smb;
using DittoFs.Protocols.Smb.Names;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Protocols.Smb.Names;

/// <summary>That every stored name has a name on the wire, and which names on the wire can be stored.</summary>
public sealed class SmbNamesTests
{
    [Fact]
    public void ToWire_AnyStoredName_LeadsBack() => Gen.Byte.Array[1, 80].Where(bytes => FileName.Create(bytes) is { IsSuccess: true, Value.IsDotOrDotDot: false }).Sample(bytes =>
    {
        var wire = SmbNames.ToWire(FileName.Create(bytes).Value);
        Assert.Equal(NtStatus.Success, SmbNames.TryStore(wire, out var stored));
        Assert.Equal(bytes, stored.Span.ToArray());
    });

    [Fact]
    public void ToWire_AnyText_LeadsBack() => Gen.OneOf(Gen.Char, Gen.Char['\uEFF0', '\uF210'], Gen.Char[" .*:\\"]).Array[1, 60].Sample(text =>
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var name = FileName.Create(bytes);
        if (name.IsSuccess && !name.Value.IsDotOrDotDot)
        {
            Assert.Equal(NtStatus.Success, SmbNames.TryStore(SmbNames.ToWire(name.Value), out var stored));
            Assert.Equal(bytes, stored.Span.ToArray());
        }
    });

    [Theory]
    [InlineData("a:b*c?d\"e<f>g|h\\i", "a\uF022b\uF021c\uF025d\uF020e\uF023f\uF024g\uF027h\uF026i")]
    [InlineData("ends.", "ends\uF029")]
    [InlineData("ends ", "ends\uF028")]
    [InlineData("line\nbreak", "line\uF00Abreak")]
    [InlineData("in.the middle", "in.the middle")]
    public void ToWire_ReservedCharacters_AreMappedAsClientsDo(string stored, string wire) => Assert.Equal(wire, SmbNames.ToWire(FileName.FromText(stored)));

    [Fact]
    public void TryStore_MappingOfServicesForUnix_IsTakenToo()
    {
        Assert.Equal(NtStatus.Success, SmbNames.TryStore("a\uF03Ab\uF07Cc", out var name));
        Assert.Equal("a:b|c", name.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("a*")]
    [InlineData("tab\t")]
    [InlineData("nul\0")]
    [InlineData(".")]
    [InlineData("..")]
    public void TryStore_ReservedName_IsRefused(string wire) => Assert.Equal(NtStatus.ObjectNameInvalid, SmbNames.TryStore(wire, out _));

    [Fact]
    public void TryStore_LoneSurrogateOrTooLong_IsRefused()
    {
        Assert.Equal(NtStatus.ObjectNameInvalid, SmbNames.TryStore("a\uD800b", out _));
        Assert.Equal(NtStatus.ObjectNameInvalid, SmbNames.TryStore(new string('ä', 128), out _));
        Assert.Equal(NtStatus.Success, SmbNames.TryStore(new string('ä', 127), out _));
    }

    [Theory]
    [InlineData("", (uint)NtStatus.Success, "", "")]
    [InlineData("a", (uint)NtStatus.Success, "a", "")]
    [InlineData("a\\b\\c", (uint)NtStatus.Success, "a,b,c", "")]
    [InlineData("a\\b\\", (uint)NtStatus.Success, "a,b", "")]
    [InlineData("a:s", (uint)NtStatus.Success, "a", "s")]
    [InlineData("a\\b:s:$DATA", (uint)NtStatus.Success, "a,b", "s")]
    [InlineData("a::$data", (uint)NtStatus.Success, "a", "")]
    [InlineData("\\a", (uint)NtStatus.InvalidParameter, "", "")]
    [InlineData("a\\\\b", (uint)NtStatus.ObjectNameInvalid, "a", "")]
    [InlineData("a\\..\\b", (uint)NtStatus.ObjectPathSyntaxBad, "a", "")]
    [InlineData("a:", (uint)NtStatus.ObjectNameInvalid, "", "")]
    [InlineData("a:s:$INDEX", (uint)NtStatus.ObjectNameInvalid, "", "")]
    [InlineData("a:s\\b", (uint)NtStatus.ObjectNameInvalid, "", "")]
    public void TryParse_Path_IsTakenApart(string path, uint expected, string names, string stream)
    {
        var status = SmbPathSyntax.TryParse(path, out var parsed, out var parsedStream);
        Assert.Equal((NtStatus)expected, status);
        if (status == NtStatus.Success)
        {
            Assert.Equal((names, stream), (string.Join(',', parsed.Select(name => name.ToString())), parsedStream));
        }
    }
}
