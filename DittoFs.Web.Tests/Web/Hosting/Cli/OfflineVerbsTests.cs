using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Hosting.Cli;

/// <summary>Verbs on a data directory, with a server that runs and without.</summary>
public sealed class OfflineVerbsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Init_MakesWhatTheFirstStartFindsAndChangesNothingTheSecondTime()
    {
        var first = await RunAsync("init");
        Assert.True(first.Status == 0, first.Errors);
        var password = File.ReadAllText(_directory.Combine("initial-admin-password"));
        Assert.Contains("There is an administrator already.", (await RunAsync("init")).Output, StringComparison.Ordinal);

        await using var server = await ServerProcess.StartServerAsync(_directory.Path);

        Assert.Equal(HttpStatusCode.OK, await SignInAsync("admin", password.Trim()));
        Assert.Equal(69, (await RunAsync("migrate")).Status);
    }

    [Fact]
    public async Task ResetAdminPassword_WorksWithAServerAndWithout()
    {
        await RunAsync("init");
        var offline = await RunAsync("reset-admin-password");
        Assert.True(offline.Status == 0, offline.Errors);
        await using var server = await ServerProcess.StartServerAsync(_directory.Path);
        Assert.Equal(HttpStatusCode.OK, await SignInAsync("admin", PasswordIn(offline.Output)));

        var online = await RunAsync("reset-admin-password");

        Assert.True(online.Status == 0, online.Errors);
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync("admin", PasswordIn(offline.Output)));
        Assert.Equal(HttpStatusCode.OK, await SignInAsync("admin", PasswordIn(online.Output)));
        Assert.Equal(65, (await RunAsync("reset-admin-password", "nobody")).Status);
    }

    [Fact]
    public async Task Doctor_SaysWhatToDo()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await RunAsync("init");
        File.WriteAllText(_directory.Combine("dittofs.json"), $$"""{ "Nfs": { "Port": {{port}} }, "Smb": { "Port": 0 }, "Http": { "Port": 0 } }""");
        File.SetUnixFileMode(_directory.Combine("master-key"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var (status, output, errors) = await RunAsync("doctor", "-o", "json");

        Assert.True(status == 1, errors);
        var failures = JsonDocument.Parse(output).RootElement.EnumerateArray().Where(finding => finding.GetProperty("level").GetString() == "failure").ToList();
        Assert.Equal(["secrets", "port of nfs"], failures.Select(finding => finding.GetProperty("check").GetString()));
        Assert.Equal($"Run: chmod 600 {_directory.Combine("master-key")}", failures[0].GetProperty("advice").GetString());
        Assert.Contains("is taken by another program", failures[1].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_OfAServerThatRuns_AsksIt()
    {
        await using var server = await ServerProcess.StartServerAsync(_directory.Path, "--quick-start");

        var (status, output, errors) = await RunAsync("doctor");

        Assert.True(status == 0, output + errors);
        Assert.Contains("ok    server: runs, with 1 of 1 shares", output, StringComparison.Ordinal);
    }

    private static string PasswordIn(string output) => Regex.Match(output, @"is now (\S+)").Groups[1].Value;

    private async Task<HttpStatusCode> SignInAsync(string user, string password)
    {
        var endpoint = ServerProcess.ReadServerFile(_directory.Path)!.Endpoints.First(bound => bound.Protocol == "http");
        using var http = new HttpClient();
        using var answer = await http.PostAsync(
            new Uri($"http://{endpoint.Address}:{endpoint.Port}/api/v1/auth/login"), System.Net.Http.Json.JsonContent.Create(new { userName = user, password }));
        return answer.StatusCode;
    }

    private async Task<(int Status, string Output, string Errors)> RunAsync(string verb, params string[] arguments)
    {
        await using var process = ServerProcess.Start([verb, "--data-directory", _directory.Path, .. arguments]);
        return await process.WaitForExitAsync();
    }
}
