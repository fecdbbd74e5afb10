using System.Net;
using System.Net.Sockets;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class SessionsEndpointsTests
{
    [Fact]
    public async Task Connection_IsListed_AndBrokenWithAReason()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        using var staying = await ConnectAsync(application.EndpointOf("nfs"));
        using var leaving = await ConnectAsync(application.EndpointOf("smb"));

        var session = await FindAsync(api, leaving);
        Assert.Equal(("smb", 0L), (session.Protocol, session.Calls));
        Assert.Equal(leaving.Client.LocalEndPoint!.ToString(), session.Client);
        Assert.DoesNotContain((await api.GetAsync("sessions?protocol=nfs")).As<Page<SessionResponse>>().Items, other => other.Id == session.Id);
        (await api.PostAsync($"sessions/{session.Id}/disconnect", new DisconnectSessionRequest { Reason = "a test" })).As<SessionResponse>();

        Assert.True(await HasEndedAsync(leaving));
        Assert.Equal("nfs", (await FindAsync(api, staying)).Protocol);
        var entry = (await api.GetAsync("audit")).As<Page<AuditResponse>>().Items.First(entry => entry.Action == "session.disconnect");
        Assert.Equal((session.Client, "smb; a test"), (entry.Subject, entry.Detail));
        (await api.PostAsync("sessions/4711/disconnect", new DisconnectSessionRequest())).AssertProblem(HttpStatusCode.NotFound, "session_unknown");
    }

    private static async Task<TcpClient> ConnectAsync(IPEndPoint endpoint)
    {
        var client = new TcpClient(endpoint.AddressFamily);
        await client.ConnectAsync(endpoint);
        return client;
    }

    // The client knows of the connection before the server has accepted it.
    private static async Task<SessionResponse> FindAsync(ApiTestClient api, TcpClient client)
    {
        while (true)
        {
            var sessions = (await api.GetAsync($"sessions?search={Uri.EscapeDataString(client.Client.LocalEndPoint!.ToString()!)}")).As<Page<SessionResponse>>();
            if (sessions.Items.Count > 0)
            {
                return sessions.Items.Single();
            }

            await Task.Yield();
        }
    }

    private static async Task<bool> HasEndedAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1]) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
