using System.Collections.Immutable;
using System.Net;
using DittoFs.Storage.Files;
using DittoFs.Storage.Locking;
using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Storage.Access;

/// <summary>What is told of an access is what an operation gets, and the rule that is told is the one that refuses it.</summary>
public sealed class EffectiveAccessTests
{
    private const int Rounds = 1500;

    private static readonly FileName Folder = FileName.FromText("folder");
    private static readonly FileName File = FileName.FromText("file");
    private static readonly FileName Other = FileName.FromText("other");
    private static readonly uint[] Modes = [0x000, 0x1C0, 0x1ED, 0x1FF, 0x3FF, 0x1A4, 0x124, 0x092, 0x049, 0x180, 0x038, 0x007, 0x140, 0x148, 0x1B6];

    [Theory]
    [InlineData(FileProtocol.Nfs3)]
    [InlineData(FileProtocol.Smb)]
    public async Task Explanation_IsWhatOperationsGet(FileProtocol protocol)
    {
        var open = TestStorage.OpenShare(MetadataStoreKind.Memory, BlockStoreKind.Memory);
        await using var storage = await TestStorage.StartAsync(open);
        var random = new Random(20260301);
        var seen = new HashSet<(AccessRule, AccessRule, AccessRule)>();
        for (var round = 0; round < Rounds; round++)
        {
            Assert.True(storage.Engine.UpdateShare(open).IsSuccess);
            await PlantAsync(storage, random);
            Assert.True(storage.Engine.UpdateShare(Draw(open, random)).IsSuccess);
            var caller = DrawCaller(random);
            var context = new CallContext(caller, IPAddress.Parse(random.Next(4) == 0 ? "127.0.0.9" : "127.0.0.1"), protocol);
            var where = $"round {round}: uid {caller.Uid}:{caller.Gid} anonymous {caller.IsAnonymous}, {storage.Files.Definition}";

            var ofFile = (await storage.Files.ExplainAccessAsync(context, [Folder, File], CancellationToken.None)).Value;
            var ofFolder = (await storage.Files.ExplainAccessAsync(context, [Folder], CancellationToken.None)).Value;

            await CheckAsync(storage, context, ofFile.Read, ReadFileAsync, $"read, {where}");
            await CheckAsync(storage, context, ofFile.Write, WriteFileAsync, $"write, {where}");
            await CheckAsync(storage, context, ofFolder.Read, ListAsync, $"list, {where}");
            await CheckAsync(storage, context, ofFolder.Write, CreateAsync, $"create, {where}");
            await CheckAsync(storage, context, ofFile.Delete, DeleteAsync, $"delete, {where}");
            seen.Add((ofFile.Read.Rule, ofFile.Write.Rule, ofFile.Delete.Rule));
            Assert.All([ofFile.Read, ofFile.Write, ofFile.Delete], decision => Assert.InRange(decision.Step, 0, ofFile.Steps.Count - 1));
        }

        // The draw reaches every rule, so that the comparison compares something.
        var rules = seen.SelectMany(rule => new[] { rule.Item1, rule.Item2, rule.Item3 }).ToHashSet();
        Assert.Superset(
            new HashSet<AccessRule>
            {
                AccessRule.None, AccessRule.ClientRule, AccessRule.Anonymous, AccessRule.AccountDisabled, AccessRule.SharePermission, AccessRule.ReadOnlyShare, AccessRule.ReadOnlyClient,
                AccessRule.Squash, AccessRule.ModeBits, AccessRule.Sticky,
            },
            rules);
    }

    [Fact]
    public async Task Explanation_MarksTheStepThatDecides()
    {
        var open = TestStorage.OpenShare(MetadataStoreKind.Memory, BlockStoreKind.Memory);
        await using var storage = await TestStorage.StartAsync(open);
        await PlantAsync(storage, new Random(1));
        await SetAsync(storage, NodeId.Root, 0x1FF, 0, 0);
        await SetAsync(storage, await FindAsync(storage, Folder), 0x1C0, 1, 1);

        var answer = (await storage.Files.ExplainAccessAsync(TestStorage.As(2, 2), [Folder, File], CancellationToken.None)).Value;

        Assert.Equal((AccessRule.ModeBits, AccessVerdict.Refuses, "/folder"), (answer.Steps[^1].Rule, answer.Steps[^1].Verdict, answer.Steps[^1].Path));
        Assert.Equal((false, answer.Steps.Count - 1), (answer.Read.Allowed, answer.Read.Step));
        Assert.Contains("Mode 0700, owner 1:1; as one of the others the caller may not look names up.", answer.Steps[^1].Detail, StringComparison.Ordinal);
        Assert.Empty(storage.Refusals.List());
    }

    [Fact]
    public async Task Path_OfANodeIsFoundByItsDirectories()
    {
        await using var storage = await TestStorage.StartAsync(TestStorage.OpenShare(MetadataStoreKind.RocksDb, BlockStoreKind.Memory));
        await PlantAsync(storage, new Random(1));
        var folder = await FindAsync(storage, Folder);
        var file = (await storage.Files.LookupAsync(TestStorage.Root, folder, File, CancellationToken.None)).Value.Node.Node;

        Assert.Equal("folder/file", await storage.Files.FindPathAsync(file, 1000, CancellationToken.None));
        Assert.Equal("", await storage.Files.FindPathAsync(NodeId.Root, 1000, CancellationToken.None));
        Assert.Null(await storage.Files.FindPathAsync(file, 0, CancellationToken.None));
        Assert.Null(await storage.Files.FindPathAsync(new NodeId(4_000_000), 1000, CancellationToken.None));
    }

    private static async Task CheckAsync(TestStorage storage, CallContext context, AccessDecision told, Func<TestStorage, CallContext, Task<FsError>> operation, string where)
    {
        var got = await operation(storage, context);
        Assert.True(told.Allowed == (got == FsError.None), $"told {told}, got {got}: {where}");
        if (!told.Allowed)
        {
            var refusal = storage.Refusals.List()[0];
            Assert.True(told.Rule == refusal.Rule, $"told {told.Rule}, refused by {refusal}: {where}");
        }
    }

    private static async Task<FsError> ReadFileAsync(TestStorage storage, CallContext context)
    {
        var buffer = new byte[1];
        return context.Protocol == FileProtocol.Smb
            ? await OpenAsync(storage, context, OpenAccess.ReadData)
            : await WithFileAsync(storage, context, async (_, file) => (await storage.Files.ReadAsync(context, file, 0, buffer, CancellationToken.None)).Error);
    }

    private static Task<FsError> WriteFileAsync(TestStorage storage, CallContext context) => context.Protocol == FileProtocol.Smb
        ? OpenAsync(storage, context, OpenAccess.WriteData)
        : WithFileAsync(storage, context, async (_, file) => (await storage.Files.WriteAsync(context, file, 0, "x"u8.ToArray(), WriteStability.Unstable, CancellationToken.None)).Error);

    private static Task<FsError> ListAsync(TestStorage storage, CallContext context) => WithFolderAsync(
        storage,
        context,
        async folder => context.Protocol == FileProtocol.Smb
            ? await OpenAsync(storage, context, NodeId.Root, Folder, OpenAccess.ReadData)
            : (await storage.Files.ReadDirectoryAsync(context, folder, 0, 10, false, CancellationToken.None)).Error);

    private static Task<FsError> CreateAsync(TestStorage storage, CallContext context) => WithFolderAsync(
        storage, context, async folder => (await storage.Files.CreateFileAsync(context, folder, Other, CreateDisposition.Guarded, default, 0, CancellationToken.None)).Error);

    private static async Task<FsError> DeleteAsync(TestStorage storage, CallContext context) => context.Protocol == FileProtocol.Smb
        ? await OpenAsync(storage, context, OpenAccess.Delete)
        : await WithFileAsync(storage, context, async (folder, _) => (await storage.Files.RemoveAsync(context, folder, File, CancellationToken.None)).Error);

    private static Task<FsError> OpenAsync(TestStorage storage, CallContext context, OpenAccess access) =>
        WithFolderAsync(storage, context, folder => OpenAsync(storage, context, folder, File, access));

    private static async Task<FsError> OpenAsync(TestStorage storage, CallContext context, NodeId directory, FileName name, OpenAccess access)
    {
        var opened = await storage.Files.OpenAsync(context, directory, name, new OpenRequest { Access = access }, CancellationToken.None);
        if (opened.IsSuccess)
        {
            await storage.Files.CloseAsync(context, opened.Value.Open, CancellationToken.None);
        }

        return opened.Error;
    }

    private static async Task<FsError> WithFolderAsync(TestStorage storage, CallContext context, Func<NodeId, Task<FsError>> operation)
    {
        var folder = await storage.Files.LookupAsync(context, NodeId.Root, Folder, CancellationToken.None);
        return folder.IsSuccess ? await operation(folder.Value.Node.Node) : folder.Error;
    }

    private static Task<FsError> WithFileAsync(TestStorage storage, CallContext context, Func<NodeId, NodeId, Task<FsError>> operation) => WithFolderAsync(
        storage,
        context,
        async folder =>
        {
            var file = await storage.Files.LookupAsync(context, folder, File, CancellationToken.None);
            return file.IsSuccess ? await operation(folder, file.Value.Node.Node) : file.Error;
        });

    /// <summary>A folder with a file, modes and owners drawn.</summary>
    private static async Task PlantAsync(TestStorage storage, Random random)
    {
        var files = storage.Files;
        await files.MakeDirectoryAsync(TestStorage.Root, NodeId.Root, Folder, default, CancellationToken.None);
        var folder = await FindAsync(storage, Folder);
        await files.CreateFileAsync(TestStorage.Root, folder, File, CreateDisposition.Unchecked, default, 0, CancellationToken.None);
        await files.RemoveAsync(TestStorage.Root, folder, Other, CancellationToken.None);
        var file = (await files.LookupAsync(TestStorage.Root, folder, File, CancellationToken.None)).Value.Node.Node;
        await SetAsync(storage, NodeId.Root, random.Next(3) == 0 ? Draw(Modes, random) : 0x1FF, DrawId(random), DrawId(random));
        await SetAsync(storage, folder, random.Next(2) == 0 ? Draw(Modes, random) : 0x3FF, DrawId(random), DrawId(random));
        await SetAsync(storage, file, Draw(Modes, random), DrawId(random), DrawId(random));
    }

    private static async Task<NodeId> FindAsync(TestStorage storage, FileName name) =>
        (await storage.Files.LookupAsync(TestStorage.Root, NodeId.Root, name, CancellationToken.None)).Value.Node.Node;

    private static async Task SetAsync(TestStorage storage, NodeId node, uint mode, uint uid, uint gid) => Assert.True(
        (await storage.Files.SetAttributesAsync(TestStorage.Root, node, new AttributeChanges { Mode = mode, Uid = uid, Gid = gid }, null, CancellationToken.None)).IsSuccess);

    private static ShareDefinition Draw(ShareDefinition open, Random random) => open with
    {
        Squash = random.Next(2) == 0 ? SquashMode.RootToGuest : Draw(Enum.GetValues<SquashMode>(), random),
        AnonymousUid = 3,
        AnonymousGid = 3,
        AllowAnonymous = random.Next(2) == 0,
        ReadOnly = random.Next(12) == 0,
        ClientRules = random.Next(12) == 0 ? [] : [new ClientRule(IPNetwork.Parse("127.0.0.0/8")), new ClientRule(IPNetwork.Parse("127.0.0.9/32"), ReadOnly: true)],
        Permissions = new SharePermissionTable
        {
            Default = Draw(Enum.GetValues<SharePermission>(), random),
            Users = DrawEntries(random),
            Groups = DrawEntries(random),
            DisabledUsers = random.Next(8) == 0 ? [2] : [],
        },
    };

    private static ImmutableDictionary<uint, SharePermission> DrawEntries(Random random) =>
        Enumerable.Range(0, random.Next(3)).Select(_ => DrawId(random)).Distinct().ToImmutableDictionary(id => id, _ => Draw(Enum.GetValues<SharePermission>(), random));

    private static Caller DrawCaller(Random random) => random.Next(12) == 0 ? Caller.Anonymous
        : new Caller(DrawId(random), DrawId(random), [.. Enumerable.Range(0, random.Next(3)).Select(_ => DrawId(random))]);

    private static uint DrawId(Random random) => (uint)random.Next(4);

    private static T Draw<T>(T[] values, Random random) => values[random.Next(values.Length)];
}
