using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace DittoFs.E2E.Console;

/// <summary>The REST API as the administrator: what a journey needs to be there, and what it left behind.</summary>
internal sealed class ConsoleApi : IDisposable
{
    private readonly HttpClient http;

    private ConsoleApi(Uri server) => http = new HttpClient { BaseAddress = new Uri(server, "api/v1/") };

    /// <summary>Signs in.</summary>
    public static async Task<ConsoleApi> SignInAsync(Uri server)
    {
        var api = new ConsoleApi(server);
        var tokens = await api.SendAsync(HttpMethod.Post, "auth/login", new { userName = ConsoleServer.Administrator, password = ConsoleServer.Password });
        api.http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("accessToken").GetString());
        return api;
    }

    /// <summary>Makes a call that must succeed.</summary>
    /// <returns>The answer's body; undefined if there is none.</returns>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Makes an account with the password of <see cref="ConsoleServer.Password"/>, unless there is one of that name.</summary>
    public async Task MakeUserAsync(string name, string role, bool smbAllowed = false)
    {
        var present = await SendAsync(HttpMethod.Get, $"users?search={name}");
        if (present.GetProperty("total").GetInt32() == 0)
        {
            await SendAsync(HttpMethod.Post, "users", new { userName = name, password = ConsoleServer.Password, role, smbAllowed });
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
