using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Hosting.Control;
using DittoFs.Web.Hosting.Platform;
using DittoFs.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Web.Tests.Web.Hosting.Control;

/// <summary>Whoever may open the socket is the administrator, and nobody else gets at it.</summary>
public sealed class ControlSocketTests
{
    [Fact]
    public async Task Caller_IsTheLocalAdministratorAndIsAudited()
    {
        await using var application = await DittoFsApplication.StartAsync();
        using var socket = new ControlSocketClient(application.DataDirectory);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ControlSocket.PathIn(application.DataDirectory)));
        var made = await socket.SendAsync(HttpMethod.Post, "groups", new CreateGroupRequest { Name = "staff", Gid = 5000 });

        Assert.Equal(HttpStatusCode.Created, made.Status);
        var audit = (await socket.SendAsync(HttpMethod.Get, "audit?search=group.create")).As<Page<AuditResponse>>();
        Assert.Equal($"local administrator (uid {NativeMethods.GetEffectiveUserId()})", Assert.Single(audit.Items).Actor);
    }

    [Fact]
    public async Task Caller_WithAToken_IsItsAccount()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var administrator = await ApiTestClient.SignInAsync(application);
        await administrator.CreateUserAsync("alice", 1001);
        var alice = await ApiTestClient.SignInAsync(application, "alice", ApiTestClient.PasswordOf("alice"));
        using var socket = new ControlSocketClient(application.DataDirectory);

        Assert.Equal("alice", (await socket.SendAsync(HttpMethod.Get, "auth/me", token: alice.Tokens!.AccessToken)).As<UserResponse>().UserName);
        Assert.Equal(HttpStatusCode.Forbidden, (await socket.SendAsync(HttpMethod.Get, "users", token: alice.Tokens.AccessToken)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await socket.SendAsync(HttpMethod.Get, "users", token: "none")).Status);
        var withoutAccount = await socket.SendAsync(HttpMethod.Get, "auth/me");
        Assert.Equal((HttpStatusCode.Forbidden, "account_required"), (withoutAccount.Status, withoutAccount.Code));
    }

    [Fact]
    public async Task Stop_OverTcp_IsRefusedToTheAdministratorToo()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var administrator = await ApiTestClient.SignInAsync(application);

        var answer = await administrator.PostAsync("system/stop");

        Assert.Equal((HttpStatusCode.Forbidden, "control_socket_required"), (answer.Status, answer.Code));
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync("system/info")).Status);
    }

    [Fact]
    public async Task Socket_OfACrash_IsReplacedAndOneOfAnOrderlyStopIsGone()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var path = ControlSocket.PathIn(application.DataDirectory);
        await application.StopAsync();
        Assert.False(File.Exists(path));

        // A socket whose process was killed: bound, and nobody listens.
        using var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        stale.Bind(new UnixDomainSocketEndPoint(path));
        await application.RestartAsync();
        using var client = new ControlSocketClient(application.DataDirectory);

        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(HttpMethod.Get, "system/info")).Status);
        Assert.Empty(application.ReadServerFile().Failures);
    }

    [Fact]
    public async Task Path_ThatIsTooLong_IsAFailedPartOfAServerThatIsReady()
    {
        await using var application = await DittoFsApplication.StartAsync(arguments => arguments with
        {
            Overrides = arguments.Overrides.SetItem("DataDirectory", Path.Combine(arguments.Overrides["DataDirectory"]!, new string('d', 100))),
        });

        var failures = application.Services.GetRequiredService<DittoFs.Web.Hosting.Lifecycle.ServerSurvey>().Failures;
        var failure = Assert.Single(failures);
        Assert.Equal(ControlSocket.Part, failure.Part);
        Assert.Contains("at most 107", failure.Reason, StringComparison.Ordinal);
        Assert.Contains(application.Log.Lines, line => line.Event == 1066);
        Assert.True(application.Services.GetRequiredService<DittoFs.Web.Observability.Readiness>().Evaluate().Ready);
    }

    [Fact]
    public async Task Socket_ListensWhereTheHttpPortIsTaken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var application = await DittoFsApplication.StartAsync(arguments => arguments with { Overrides = arguments.Overrides.SetItem("Http:Port", port) });
        using var socket = new ControlSocketClient(application.DataDirectory);

        Assert.Equal(HttpStatusCode.OK, (await socket.SendAsync(HttpMethod.Get, "system/overview")).Status);
    }
}
