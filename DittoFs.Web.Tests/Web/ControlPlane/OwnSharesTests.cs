using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Shares;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.ControlPlane;

public sealed class OwnSharesTests
{
    [Fact]
    public async Task List_HasTheSharesThatTheAccountMayUse_AndNoOther()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateUserAsync("alice", 1001);
        await api.CreateShareAsync("closed");
        await api.CreateShareAsync("open", PermissionLevel.ReadWrite);
        await api.CreateShareAsync("named");
        await api.CreateShareAsync("shut", PermissionLevel.Read);
        (await api.PutAsync("shares/named/permissions/users/alice", new SetPermissionRequest { Permission = PermissionLevel.Read })).AssertDone();
        (await api.PutAsync("shares/shut/permissions/users/alice", new SetPermissionRequest { Permission = PermissionLevel.None })).AssertDone();
        var alice = (await api.GetAsync("users/alice")).As<UserResponse>().Id;

        var own = await application.Services.GetRequiredService<OwnShareService>().ListAsync(alice, CancellationToken.None);

        Assert.Equal([("named", PermissionLevel.Read), ("open", PermissionLevel.ReadWrite)], own.Where(share => share.Share.Name != "export").Select(share => (share.Share.Name, share.Permission.Permission)));
        Assert.Empty(await application.Services.GetRequiredService<OwnShareService>().ListAsync(Guid.NewGuid(), CancellationToken.None));
    }
}
