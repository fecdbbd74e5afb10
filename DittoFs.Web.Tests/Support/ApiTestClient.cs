using System.Net.Http.Headers;
using System.Net.Http.Json;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.Tests.Support;

/// <summary>A client of the REST API, signed in or not.</summary>
internal sealed class ApiTestClient(DittoFsApplication application)
{
    /// <summary>The tokens of the last sign-in.</summary>
    public TokenResponse? Tokens { get; private set; }

    /// <summary>The server.</summary>
    public DittoFsApplication Application => application;

    /// <summary>A client that is signed in as the administrator.</summary>
    public static Task<ApiTestClient> SignInAsync(DittoFsApplication application) =>
        SignInAsync(application, "admin", DittoFsApplication.AdministratorPassword);

    /// <summary>A client that is signed in.</summary>
    public static async Task<ApiTestClient> SignInAsync(DittoFsApplication application, string userName, string password)
    {
        var client = new ApiTestClient(application);
        client.Tokens = (await client.LoginAsync(userName, password)).As<TokenResponse>();
        return client;
    }

    /// <summary>Tries to sign in.</summary>
    public Task<ApiAnswer> LoginAsync(string userName, string password) => PostAsync("auth/login", new LoginRequest { UserName = userName, Password = password });

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<ApiAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<ApiAnswer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<ApiAnswer> PutAsync(string path, object? body = null) => SendAsync(HttpMethod.Put, path, body);

    public Task<ApiAnswer> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, body);

    /// <summary>Makes an account with a password that <see cref="PasswordOf"/> knows.</summary>
    public async Task<UserResponse> CreateUserAsync(string name, uint uid, AccountRole role = AccountRole.User) => (await PostAsync(
        "users", new CreateUserRequest { UserName = name, Password = PasswordOf(name), Uid = uid, Role = role })).As<UserResponse>();

    /// <summary>Makes a share that any client of loopback may use as far as permissions go, with a root directory that everybody may write.</summary>
    public async Task<ShareResponse> CreateShareAsync(string name, PermissionLevel defaultPermission = PermissionLevel.None) => (await PostAsync(
        "shares", new CreateShareRequest { Name = name, DefaultPermission = defaultPermission, RootMode = "0777", MetadataStore = "memory", BlockStore = "memory" })).As<ShareResponse>();

    /// <summary>The password of an account that <see cref="CreateUserAsync"/> made.</summary>
    public static string PasswordOf(string name) => $"{name}'s own password";

    /// <summary>Sends a request with the access token, if there is one.</summary>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, object? body, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, application.UriOf($"/api/v1/{path}"));
        request.Content = body is null ? null : JsonContent.Create(body, body.GetType());
        request.Headers.Authorization = Tokens is null ? null : new AuthenticationHeaderValue("Bearer", Tokens.AccessToken);
        change?.Invoke(request);
        using var response = await application.Http.SendAsync(request);
        return new ApiAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }
}
