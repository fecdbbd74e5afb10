using DittoFs.Web.AdminConsole;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.ControlPlane.Running;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Logging.Abstractions;

namespace DittoFs.Web.Tests.Web.AdminConsole;

/// <summary>A live page ends with its account's right to it, in the call that takes it away. What ended its sessions may have been its own browser, which then gets another cookie.</summary>
public sealed class AccountRevalidationTests
{
    private static readonly AccountState Alice = new(Guid.NewGuid(), "alice", AccountRole.Operator, MustChangePassword: false, "stamp");

    [Fact]
    public async Task Page_OfAnAccountThatIsDisabled_EndsAtOnce() => Assert.False(await IsSignedInAfterAsync([]));

    [Fact]
    public async Task Page_OfAnAccountWithAnotherRole_EndsAtOnce() => Assert.False(await IsSignedInAfterAsync([Alice with { Role = AccountRole.User }]));

    [Fact]
    public async Task Page_OfAnAccountWhoseSessionsWereEnded_IsNotTakenFromItsBrowserAtOnce() => Assert.True(await IsSignedInAfterAsync([Alice with { SecurityStamp = "another" }]));

    [Fact]
    public async Task Page_OfAnAccountThatStays_Stays() => Assert.True(await IsSignedInAfterAsync([Alice, Alice with { Id = Guid.NewGuid(), UserName = "bob" }]));

    private static async Task<bool> IsSignedInAfterAsync(AccountState[] accounts)
    {
        var directory = new AccountDirectory();
        directory.Replace([Alice], null);
        using var page = new AccountRevalidation(NullLoggerFactory.Instance, directory);
        page.SetAuthenticationState(Task.FromResult(new AuthenticationState(AccountClaims.ToPrincipal(Alice, "cookie"))));

        directory.Replace(accounts, null);

        return (await page.GetAuthenticationStateAsync()).User.Identity!.IsAuthenticated;
    }
}
