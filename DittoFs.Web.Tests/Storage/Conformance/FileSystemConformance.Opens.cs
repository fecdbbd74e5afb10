using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Storage.Conformance;

/// <content>Opens: dispositions, share modes, deletion at the last close, and how they meet NFS.</content>
public abstract partial class FileSystemConformance
{
    private const OpenAccess ReadWrite = OpenAccess.ReadData | OpenAccess.WriteData | OpenAccess.ReadAttributes | OpenAccess.WriteAttributes;

    private protected static OpenRequest Request(
        OpenDisposition disposition, OpenAccess access = ReadWrite | OpenAccess.Delete, ShareModes sharing = ShareModes.All, bool deletes = false) =>
        new() { Access = access, Disposition = disposition, Sharing = sharing, DeletesAtClose = deletes };

    private protected async Task<OpenOutcome> OpenAsync(string name, OpenRequest request) => Ok(await Files.OpenAsync(Root, root, Name(name), request, default));

    private protected async Task<FsError> TryOpenAsync(string name, OpenRequest request) => (await Files.OpenAsync(Root, root, Name(name), request, default)).Error;

    private protected async Task<bool> CloseAsync(NodeOpen open) => Ok(await Files.CloseAsync(Root, open, default)).IsDeleted;

    [Theory]
    [InlineData(OpenDisposition.Supersede, FsError.None, OpenAction.Created)]
    [InlineData(OpenDisposition.Open, FsError.NotFound, default(OpenAction))]
    [InlineData(OpenDisposition.Create, FsError.None, OpenAction.Created)]
    [InlineData(OpenDisposition.OpenIf, FsError.None, OpenAction.Created)]
    [InlineData(OpenDisposition.Overwrite, FsError.NotFound, default(OpenAction))]
    [InlineData(OpenDisposition.OverwriteIf, FsError.None, OpenAction.Created)]
    public async Task Open_FreeName_DoesWhatTheDispositionSays(OpenDisposition disposition, FsError error, OpenAction action)
    {
        var opened = await Files.OpenAsync(Root, root, Name("file"), Request(disposition), default);
        Assert.Equal(error, opened.Error);
        Assert.Equal(error == FsError.None, (await LookupAsync(root, "file")).IsSuccess);
        Assert.Equal(action, opened.Value.Action);
    }

    [Theory]
    [InlineData(OpenDisposition.Supersede, FsError.None, OpenAction.Superseded, 0UL)]
    [InlineData(OpenDisposition.Open, FsError.None, OpenAction.Opened, 100UL)]
    [InlineData(OpenDisposition.Create, FsError.Exists, default(OpenAction), 100UL)]
    [InlineData(OpenDisposition.OpenIf, FsError.None, OpenAction.Opened, 100UL)]
    [InlineData(OpenDisposition.Overwrite, FsError.None, OpenAction.Overwritten, 0UL)]
    [InlineData(OpenDisposition.OverwriteIf, FsError.None, OpenAction.Overwritten, 0UL)]
    public async Task Open_ExistingName_DoesWhatTheDispositionSays(OpenDisposition disposition, FsError error, OpenAction action, ulong size)
    {
        var file = await CreateAsync(root, "file");
        await WriteAsync(file.Node, 0, Bytes(1, 100));
        var opened = await Files.OpenAsync(Root, root, Name("file"), Request(disposition), default);
        Assert.Equal(error, opened.Error);
        Assert.Equal(action, opened.Value.Action);
        Assert.Equal(size, (await StatAsync(file.Node)).Size);
    }

    [Fact]
    public async Task Open_NameOfAnotherCase_FindsItAndKeepsItsCase()
    {
        var file = await CreateAsync(root, "Straße Ünder.TXT");
        var opened = await OpenAsync("straße ünder.txt", Request(OpenDisposition.OpenIf));
        Assert.Equal(OpenAction.Opened, opened.Action);
        Assert.Equal(file.Node, opened.Node.Node);
        Assert.Equal("Straße Ünder.TXT", opened.Open.Name!.Name.ToString());
        Assert.Equal("Straße Ünder.TXT", Ok(await Files.LookupAnyCaseAsync(Root, root, Name("STRASSE ünder.txt".Replace("SS", "ß", StringComparison.Ordinal)), default)).Name.ToString());
    }

    [Fact]
    public async Task LookupAnyCase_NamesComeAndGo_FollowsThem()
    {
        Assert.Equal(FsError.NotFound, (await Files.LookupAnyCaseAsync(Root, root, Name("NAME"), default)).Error);
        var first = await CreateAsync(root, "name");
        var second = await CreateAsync(root, "Name");
        Assert.Equal(second.Node, Ok(await Files.LookupAnyCaseAsync(Root, root, Name("Name"), default)).Node.Node);
        Ok(await Files.RemoveAsync(Root, root, Name("Name"), default));
        Assert.Equal(first.Node, Ok(await Files.LookupAnyCaseAsync(Root, root, Name("Name"), default)).Node.Node);
        Ok(await Files.RenameAsync(Root, root, Name("name"), root, Name("other"), default));
        Assert.Equal(FsError.NotFound, (await Files.LookupAnyCaseAsync(Root, root, Name("NAME"), default)).Error);
        Assert.Equal(first.Node, Ok(await Files.LookupAnyCaseAsync(Root, root, Name("OTHER"), default)).Node.Node);
    }

    [Fact]
    public async Task Open_KindThatDoesNotFit_IsRefused()
    {
        await CreateAsync(root, "file");
        await MakeDirectoryAsync(root, "folder");
        Assert.Equal(FsError.NotDirectory, await TryOpenAsync("file", Request(OpenDisposition.Open) with { Kind = OpenKind.Directory }));
        Assert.Equal(FsError.IsDirectory, await TryOpenAsync("folder", Request(OpenDisposition.Open) with { Kind = OpenKind.File }));
        Assert.Equal(FsError.IsDirectory, await TryOpenAsync("folder", Request(OpenDisposition.OverwriteIf)));
    }

    [Theory]
    [InlineData(OpenAccess.ReadData, ShareModes.All, OpenAccess.ReadData, ShareModes.All, true)]
    [InlineData(OpenAccess.ReadData, ShareModes.Read, OpenAccess.WriteData, ShareModes.All, false)]
    [InlineData(OpenAccess.WriteData, ShareModes.All, OpenAccess.ReadData, ShareModes.Read, false)]
    [InlineData(OpenAccess.ReadData, ShareModes.None, OpenAccess.ReadData, ShareModes.All, false)]
    [InlineData(OpenAccess.ReadData, ShareModes.None, OpenAccess.ReadAttributes, ShareModes.None, true)]
    [InlineData(OpenAccess.ReadAttributes, ShareModes.None, OpenAccess.WriteData, ShareModes.None, true)]
    [InlineData(OpenAccess.Delete, ShareModes.All, OpenAccess.ReadData, ShareModes.Read | ShareModes.Write, false)]
    [InlineData(OpenAccess.ReadData, ShareModes.Read | ShareModes.Write, OpenAccess.Delete, ShareModes.All, false)]
    public async Task Open_Twice_SucceedsOnlyIfBothShare(OpenAccess first, ShareModes firstSharing, OpenAccess second, ShareModes secondSharing, bool fits)
    {
        var opened = await OpenAsync("file", Request(OpenDisposition.Create, first, firstSharing));
        Assert.Equal(fits ? FsError.None : FsError.SharingViolation, await TryOpenAsync("file", Request(OpenDisposition.Open, second, secondSharing)));
        await CloseAsync(opened.Open);
    }

    [Fact]
    public async Task Close_LastOpenOfDeletePending_RemovesTheName()
    {
        var first = await OpenAsync("file", Request(OpenDisposition.Create));
        var second = await OpenAsync("file", Request(OpenDisposition.Open));
        Ok(await Files.SetDeletePendingAsync(Root, first.Open, true, default));
        Assert.True(Files.IsDeletePending(second.Open));
        Assert.Equal(FsError.DeletePending, await TryOpenAsync("file", Request(OpenDisposition.Open)));
        Assert.False(await CloseAsync(first.Open));
        Assert.True((await LookupAsync(root, "file")).IsSuccess);
        Assert.True(await CloseAsync(second.Open));
        Assert.Equal(FsError.NotFound, (await LookupAsync(root, "file")).Error);
        Assert.False(await CloseAsync(second.Open));
        Assert.Equal(FsError.StaleHandle, (await Files.GetAttributesAsync(Root, first.Node.Node, default)).Error);
    }

    [Fact]
    public async Task Close_OpenThatDeletes_MakesTheNodeDeletePendingForOthers()
    {
        var deleting = await OpenAsync("file", Request(OpenDisposition.Create, deletes: true));
        var other = await OpenAsync("file", Request(OpenDisposition.Open));
        Assert.False(await CloseAsync(deleting.Open));
        Assert.Equal(FsError.DeletePending, await TryOpenAsync("file", Request(OpenDisposition.OpenIf)));
        Ok(await Files.SetDeletePendingAsync(Root, other.Open, false, default));
        Assert.False(await CloseAsync(other.Open));
        Assert.True((await LookupAsync(root, "file")).IsSuccess);
    }

    [Fact]
    public async Task SetDeletePending_DirectoryWithEntries_IsRefused()
    {
        var folder = await OpenAsync("folder", Request(OpenDisposition.Create) with { Kind = OpenKind.Directory });
        await CreateAsync(folder.Node.Node, "entry");
        Assert.Equal(FsError.NotEmpty, (await Files.SetDeletePendingAsync(Root, folder.Open, true, default)).Error);
        Ok(await Files.RemoveAsync(Root, folder.Node.Node, Name("entry"), default));
        Ok(await Files.SetDeletePendingAsync(Root, folder.Open, true, default));
        Assert.True(await CloseAsync(folder.Open));
        Assert.Equal(FsError.NotFound, (await LookupAsync(root, "folder")).Error);
    }

    [Fact]
    public async Task Remove_OpenWithoutSharedDelete_IsRefusedOverNfs()
    {
        var opened = await OpenAsync("file", Request(OpenDisposition.Create, sharing: ShareModes.Read | ShareModes.Write));
        await CreateAsync(root, "other");
        Assert.Equal(FsError.SharingViolation, (await Files.RemoveAsync(Root, root, Name("file"), default)).Error);
        Assert.Equal(FsError.SharingViolation, (await Files.RenameAsync(Root, root, Name("other"), root, Name("file"), default)).Error);
        await CloseAsync(opened.Open);
        Ok(await Files.RemoveAsync(Root, root, Name("file"), default));
    }

    [Fact]
    public async Task Remove_OpenWithSharedDelete_KeepsTheBytesTillTheLastClose()
    {
        var opened = await OpenAsync("file", Request(OpenDisposition.Create));
        await WriteAsync(opened.Node.Node, 0, Bytes(1, 100));
        Ok(await Files.RemoveAsync(Root, root, Name("file"), default));
        Assert.Equal(FsError.NotFound, (await LookupAsync(root, "file")).Error);
        Assert.Equal(0u, (await StatAsync(opened.Node.Node)).LinkCount);
        Assert.Equal(Bytes(1, 100), await ReadAsync(opened.Node.Node, 0, 100));
        Assert.Equal(FsError.StaleHandle, (await Files.LinkAsync(Root, opened.Node.Node, root, Name("again"), default)).Error);
        Assert.True(await CloseAsync(opened.Open));
        Assert.Equal(FsError.StaleHandle, (await Files.GetAttributesAsync(Root, opened.Node.Node, default)).Error);
    }

    [Fact]
    public async Task RenameOpen_AndClose_FollowsTheName()
    {
        var folder = await MakeDirectoryAsync(root, "folder");
        var opened = await OpenAsync("file", Request(OpenDisposition.Create, deletes: true));
        Ok(await Files.RenameOpenAsync(Root, opened.Open, folder.Node, Name("moved"), replaces: false, default));
        Assert.Equal((folder.Node, "moved"), (opened.Open.Name!.Directory, opened.Open.Name.Name.ToString()));
        Ok(await Files.RenameAsync(Root, folder.Node, Name("moved"), root, Name("again"), default));
        Assert.True(await CloseAsync(opened.Open));
        Assert.Equal(FsError.NotFound, (await LookupAsync(root, "again")).Error);
    }

    [Fact]
    public async Task RenameOpen_OverAnotherName_NeedsReplaceAndNoOpens()
    {
        var opened = await OpenAsync("file", Request(OpenDisposition.Create));
        var target = await OpenAsync("Target", Request(OpenDisposition.Create));
        Assert.Equal(FsError.Exists, (await Files.RenameOpenAsync(Root, opened.Open, root, Name("target"), false, default)).Error);
        Assert.Equal(FsError.AccessDenied, (await Files.RenameOpenAsync(Root, opened.Open, root, Name("target"), true, default)).Error);
        await CloseAsync(target.Open);
        Ok(await Files.RenameOpenAsync(Root, opened.Open, root, Name("target"), true, default));
        Assert.Equal([".", "..", "target"], (await ListAsync(root)).Select(entry => entry.Name.ToString()));
        Ok(await Files.RenameOpenAsync(Root, opened.Open, root, Name("TARGET"), false, default));
        Assert.Equal([".", "..", "TARGET"], (await ListAsync(root)).Select(entry => entry.Name.ToString()));
    }

    [Fact]
    public async Task SetOpenAttributes_BitsAndBirthTime_ArePartOfTheNode()
    {
        var opened = await OpenAsync("file", Request(OpenDisposition.Create));
        var birth = Timestamp.FromSeconds(1_000_000_000, 5);
        var changes = new AttributeChanges { DosAttributes = DosAttributeBits.ReadOnly | DosAttributeBits.Hidden, BirthTime = TimeChange.To(birth) };
        Ok(await Files.SetOpenAttributesAsync(Root, opened.Open, changes, default));
        var after = await StatAsync(opened.Node.Node);
        Assert.Equal((birth, DosAttributeBits.ReadOnly | DosAttributeBits.Hidden), (after.BirthTime, after.DosAttributes));
        Assert.Equal(FsError.AccessDenied, await TryOpenAsync("file", Request(OpenDisposition.Open)));
        Assert.Equal(FsError.None, await TryOpenAsync("file", Request(OpenDisposition.Open, OpenAccess.ReadData)));
        Assert.Equal(FsError.AccessDenied, (await Files.SetDeletePendingAsync(Root, opened.Open, true, default)).Error);
    }

    [Fact]
    public async Task Lock_ExclusiveRange_KeepsOtherOpensOutButNotNfs()
    {
        var first = await OpenAsync("file", Request(OpenDisposition.Create));
        var second = await OpenAsync("file", Request(OpenDisposition.Open));
        Assert.True((await Files.LockAsync(first.Open, new RangeRequest[] { new(10, 10, true) }, waits: false, default)).IsSuccess);
        Assert.Equal(FsError.LockConflict, (await Files.WriteOpenAsync(Root, second.Open, 0, Bytes(1, 11), WriteStability.Unstable, default)).Error);
        Ok(await Files.WriteOpenAsync(Root, second.Open, 0, Bytes(1, 10), WriteStability.Unstable, default));
        Ok(await Files.WriteOpenAsync(Root, first.Open, 0, Bytes(1, 30), WriteStability.Unstable, default));
        Assert.Equal(FsError.LockConflict, (await Files.ReadOpenAsync(Root, second.Open, 19, new byte[1], default)).Error);
        Ok(await Files.ReadOpenAsync(Root, first.Open, 0, new byte[30], default));
        await WriteAsync(first.Node.Node, 0, Bytes(2, 30));
        await CloseAsync(first.Open);
        Ok(await Files.ReadOpenAsync(Root, second.Open, 19, new byte[1], default));
    }

    [Fact]
    public async Task Lock_ThatWouldWaitForAnOpenClosedMeanwhile_Ends()
    {
        var first = await OpenAsync("file", Request(OpenDisposition.Create));
        var second = await OpenAsync("file", Request(OpenDisposition.Open));
        RangeRequest[] range = [new(10, 10, true)];
        Assert.True((await Files.LockAsync(first.Open, range, waits: false, default)).IsSuccess);
        await CloseAsync(second.Open);
        Assert.Equal(FsError.StaleHandle, (await Files.LockAsync(second.Open, range, waits: true, default)).Error);
    }

    [Fact]
    public async Task CommitOpen_AfterTheRightWasTakenAway_StillMakesDurableWhatWasWritten()
    {
        var other = new CallContext(new Caller(4711, 4711), System.Net.IPAddress.Loopback, FileProtocol.Smb);
        var directory = (await MakeDirectoryAsync(root, "d", mode: 0x1ED)).Node;
        var file = await CreateAsync(directory, "file", mode: 0x1B6);
        var opened = Ok(await Files.OpenAsync(other, directory, Name("file"), Request(OpenDisposition.Open, OpenAccess.WriteData), default));
        Ok(await Files.WriteOpenAsync(other, opened.Open, 0, Bytes(1, 100), WriteStability.Unstable, default));
        Ok(await Files.SetAttributesAsync(Root, file.Node, new AttributeChanges { Mode = 0x180 }, null, default));

        Assert.Equal(FsError.AccessDenied, (await Files.CommitAsync(other, file.Node, default)).Error);
        Assert.Equal(FsError.None, (await Files.CommitOpenAsync(other, opened.Open, default)).Error);
    }

    [Fact]
    public async Task Open_ByOneWithoutRights_IsRefused()
    {
        var stranger = new CallContext(new Caller(4711, 4711), System.Net.IPAddress.Loopback, FileProtocol.Smb);
        var directory = (await MakeDirectoryAsync(root, "d", mode: 0x1ED)).Node;
        await CreateAsync(directory, "file", mode: 0x1A4);
        Assert.Equal(FsError.AccessDenied, (await Files.OpenAsync(stranger, directory, Name("file"), Request(OpenDisposition.Open, OpenAccess.WriteData), default)).Error);
        var readable = Ok(await Files.OpenAsync(stranger, directory, Name("file"), Request(OpenDisposition.Open, OpenAccess.ReadData) with { WantsMaximum = true }, default));
        Assert.Equal(OpenAccess.Always | OpenAccess.ReadData, readable.Open.Access);
        Assert.Equal(FsError.AccessDenied, (await Files.WriteOpenAsync(stranger, readable.Open, 0, Bytes(1, 1), WriteStability.Unstable, default)).Error);
    }
}
