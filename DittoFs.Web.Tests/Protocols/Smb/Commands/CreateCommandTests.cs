using System.Text;
using DittoFs.Protocols.Smb;
using DittoFs.Protocols.Smb.Commands;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Protocols.Smb.Commands;

/// <summary>What may be opened, and what is left of an open.</summary>
public sealed class CreateCommandTests
{
    private const uint OwnerWrites = 0x1A4;
    private const uint OwnerWritesDirectory = 0x1ED;
    private const byte BasicInformation = 4;

    [Theory]
    [InlineData(OpenDisposition.Supersede)]
    [InlineData(OpenDisposition.Overwrite)]
    [InlineData(OpenDisposition.OverwriteIf)]
    public async Task Create_CuttingAFileThatMayNotBeWritten_IsRefusedAndLeavesItWhole(OpenDisposition disposition)
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var file = await MakeFileAsync(smb, NodeId.Root, "theirs");
        foreach (var access in (SmbAccess[])[SmbAccess.ReadData, SmbAccess.WriteData, SmbAccess.MaximumAllowed])
        {
            Assert.Equal(NtStatus.AccessDenied, (await smb.CreateAsync("theirs", access, disposition)).Status);
            Assert.Equal(100UL, (await smb.Storage.Files.GetAttributesAsync(TestStorage.Root, file, default)).Value.Size);
        }
    }

    [Theory]
    [InlineData((uint)SmbAccess.ReadData, 0, (uint)NtStatus.Success)]
    [InlineData((uint)SmbAccess.GenericRead, 0, (uint)NtStatus.Success)]
    [InlineData((uint)SmbAccess.MaximumAllowed, 0, (uint)NtStatus.Success)]
    [InlineData((uint)SmbAccess.GenericWrite, 0, (uint)NtStatus.AccessDenied)]
    [InlineData((uint)SmbAccess.GenericAll, 0, (uint)NtStatus.AccessDenied)]
    [InlineData((uint)SmbAccess.Delete, 0, (uint)NtStatus.AccessDenied)]
    [InlineData((uint)SmbAccess.Delete, CreateRequest.DeleteOnClose, (uint)NtStatus.AccessDenied)]
    [InlineData((uint)SmbAccess.ReadData, CreateRequest.DeleteOnClose, (uint)NtStatus.AccessDenied)]
    [InlineData((uint)SmbAccess.WriteAttributes, 0, (uint)NtStatus.AccessDenied)]
    [InlineData((uint)SmbAccess.WriteDacl, 0, (uint)NtStatus.AccessDenied)]
    [InlineData((uint)SmbAccess.WriteOwner, 0, (uint)NtStatus.AccessDenied)]
    [InlineData((uint)SmbAccess.AccessSystemSecurity, 0, (uint)NtStatus.PrivilegeNotHeld)]
    [InlineData(0x04000000u, 0, (uint)NtStatus.AccessDenied)]
    public async Task Create_FileOfAnotherInADirectoryOfAnother_GrantsWhatTheModeGives(uint access, uint options, uint expected)
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var directory = await smb.Storage.Files.MakeDirectoryAsync(
            TestStorage.Root, NodeId.Root, Name("d"), new AttributeChanges { Mode = OwnerWritesDirectory }, default);
        await MakeFileAsync(smb, directory.Value.Node.Node, "theirs");
        Assert.Equal((NtStatus)expected, (await smb.CreateAsync(@"D\THEIRS", (SmbAccess)access, options: options)).Status);
    }

    [Theory]
    [InlineData(CreateRequest.Directory | CreateRequest.NonDirectory, OpenDisposition.Open)]
    [InlineData(CreateRequest.Directory, OpenDisposition.Overwrite)]
    [InlineData(CreateRequest.Directory, OpenDisposition.Supersede)]
    public async Task Create_OptionsThatContradict_AreInvalid(uint options, OpenDisposition disposition)
    {
        await using var smb = await SmbTestCalls.StartAsync();
        Assert.Equal(NtStatus.InvalidParameter, (await smb.CreateAsync("", SmbAccess.ReadData, disposition, options)).Status);
    }

    [Theory]
    [InlineData("none", (uint)NtStatus.ObjectNameNotFound)]
    [InlineData(@"none\name", (uint)NtStatus.ObjectPathNotFound)]
    [InlineData(@"file\name", (uint)NtStatus.ObjectPathNotFound)]
    [InlineData(@"\file", (uint)NtStatus.InvalidParameter)]
    [InlineData(@"..\file", (uint)NtStatus.ObjectPathSyntaxBad)]
    public async Task Create_PathThatLeadsNowhere_TellsWhy(string path, uint expected)
    {
        await using var smb = await SmbTestCalls.StartAsync();
        await MakeFileAsync(smb, NodeId.Root, "file");
        Assert.Equal((NtStatus)expected, (await smb.CreateAsync(path, SmbAccess.ReadData)).Status);
    }

    [Theory]
    [InlineData((uint)SmbAccess.GenericAll)]
    [InlineData((uint)SmbAccess.FullRights)]
    public async Task Create_OwnFileThatExists_GrantsEveryRight(uint access)
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var made = await smb.CreateAsync("mine", SmbAccess.GenericAll, OpenDisposition.Create);
        Assert.Equal(NtStatus.Success, await smb.CloseAsync(made.File));
        Assert.Equal(NtStatus.Success, (await smb.CreateAsync("mine", (SmbAccess)access)).Status);
    }

    [Fact]
    public async Task Close_NameMovedMeanwhile_RemovesTheNodeAndNotWhatHasItsNameNow()
    {
        await using var smb = await SmbTestCalls.StartAsync(uid: 0);
        await MakeFileAsync(smb, NodeId.Root, "old");
        var opened = await smb.CreateAsync("old", SmbAccess.Delete, options: CreateRequest.DeleteOnClose);
        Assert.True((await smb.Storage.Files.RenameAsync(TestStorage.Root, NodeId.Root, Name("old"), NodeId.Root, Name("new"), default)).IsSuccess);
        await MakeFileAsync(smb, NodeId.Root, "old");
        Assert.Equal(NtStatus.Success, await smb.CloseAsync(opened.File));
        Assert.Equal(FsError.NotFound, await LookupAsync(smb, "new"));
        Assert.Equal(FsError.None, await LookupAsync(smb, "old"));
    }

    [Fact]
    public async Task Close_Twice_SaysThatItIsClosed()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var opened = await smb.CreateAsync("mine", SmbAccess.GenericAll, OpenDisposition.Create);
        Assert.Equal(NtStatus.Success, await smb.CloseAsync(opened.File));
        Assert.Equal(NtStatus.FileClosed, await smb.CloseAsync(opened.File));
    }

    [Fact]
    public async Task Create_InASessionThatEndedMeanwhile_LeavesNothingOpen()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        smb.Session.End();
        Assert.Equal(NtStatus.UserSessionDeleted, (await smb.CreateAsync("late", SmbAccess.GenericAll, OpenDisposition.Create)).Status);

        // Nobody shares with an open that asks for everything alone, so one that was left over would be in the way.
        var alone = new OpenRequest { Access = OpenAccess.All, Sharing = ShareModes.None };
        var opened = await smb.Storage.Files.OpenAsync(TestStorage.Root, NodeId.Root, Name("late"), alone, default);
        Assert.Equal(FsError.None, opened.Error);
    }

    [Theory]
    [InlineData(64u << 10, 1, (uint)NtStatus.Success)]
    [InlineData((64u << 10) + 1, 1, (uint)NtStatus.InvalidParameter)]
    [InlineData((64u << 10) + 1, 2, (uint)NtStatus.Success)]
    [InlineData(uint.MaxValue, ushort.MaxValue, (uint)NtStatus.InvalidParameter)]
    public async Task QueryInfo_RoomForTheAnswer_MustBePaidWithCredits(uint lengthMax, ushort charge, uint expected)
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var root = await smb.CreateAsync("", SmbAccess.ReadAttributes);
        Assert.Equal((NtStatus)expected, await smb.QueryFileAsync(root.File, BasicInformation, lengthMax, charge));
    }

    [Fact]
    public async Task QueryInfo_WithoutTheRightToReadAttributes_IsRefused()
    {
        await using var smb = await SmbTestCalls.StartAsync();
        var root = await smb.CreateAsync("", SmbAccess.ReadData);
        Assert.Equal(NtStatus.AccessDenied, await smb.QueryFileAsync(root.File, BasicInformation, 1000));
    }

    private static FileName Name(string name) => FileName.Create(Encoding.UTF8.GetBytes(name)).Value;

    private static async Task<FsError> LookupAsync(SmbTestCalls smb, string name) =>
        (await smb.Storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, Name(name), default)).Error;

    /// <summary>Makes a file of 100 bytes that only root may write.</summary>
    private static async Task<NodeId> MakeFileAsync(SmbTestCalls smb, NodeId directory, string name)
    {
        var made = await smb.Storage.Files.CreateFileAsync(
            TestStorage.Root, directory, Name(name), CreateDisposition.Guarded, new AttributeChanges { Mode = OwnerWrites }, 0, default);
        var node = made.Value.Node.Node;
        Assert.True((await smb.Storage.Files.WriteAsync(TestStorage.Root, node, 0, new byte[100], WriteStability.Unstable, default)).IsSuccess);
        return node;
    }
}
