using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Running;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Web.ControlPlane;

public sealed class ShareReconcilerTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingStorageEngine _engine = new();
    private readonly RunningState _state;
    private readonly ShareReconciler _reconciler;

    public ShareReconcilerTests()
    {
        _state = new RunningState(_clock);
        _reconciler = new ShareReconciler(_engine, _state, _clock, NullLogger<ShareReconciler>.Instance);
    }

    [Fact]
    public async Task Pass_DoesOnlyWhatIsMissing()
    {
        var share = Make("a");
        await ApplyAsync(new WantedShare(share, true));
        await ApplyAsync(new WantedShare(share with { Permissions = new SharePermissionTable() }, true));
        Assert.Equal(["add a"], _engine.Calls);

        await ApplyAsync(new WantedShare(share with { ReadOnly = true }, true));
        Assert.Equal(["add a", "update a"], _engine.Calls);

        await ApplyAsync(new WantedShare(share, false));
        await ApplyAsync();
        Assert.Equal(["add a", "update a", "remove"], _engine.Calls);
    }

    [Fact]
    public async Task Names_AreFreedBeforeTheyAreTaken()
    {
        var (old, other) = (Make("a"), Make("b"));
        await ApplyAsync(new WantedShare(old, true), new WantedShare(other, true));

        await ApplyAsync(new WantedShare(Make("a"), true), new WantedShare(other with { Name = ShareName.Parse("c") }, true), new WantedShare(Make("b"), true));

        Assert.Equal(["add a", "add b", "remove", "update c", "add a", "add b"], _engine.Calls);
    }

    [Fact]
    public async Task Share_ThatFails_IsTriedAgainLaterAndLater()
    {
        _engine.AddResult = FsError.Corrupt;
        var share = new WantedShare(Make("a"), true);

        await ApplyAsync(share);
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromSeconds(1), _reconciler.Due);
        await ApplyAsync(share);
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromSeconds(2), _reconciler.Due);
        var failed = Assert.Single(_state.Shares).Status;
        Assert.Equal(RunState.Failed, failed.State);
        Assert.Contains("Corrupt", failed.Reason, StringComparison.Ordinal);

        _engine.AddResult = FsResult.Success;
        await ApplyAsync(share);
        Assert.Equal(RunState.Running, Assert.Single(_state.Shares).Status.State);
        Assert.Equal(DateTimeOffset.MaxValue, _reconciler.Due);
    }

    private Task ApplyAsync(params WantedShare[] wanted) => _reconciler.ApplyAsync([.. wanted], CancellationToken.None);

    private static ShareDefinition Make(string name) => new() { Id = new ShareId(Guid.NewGuid()), Name = ShareName.Parse(name) };
}
