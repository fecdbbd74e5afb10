using System.Net;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.Tests.Support;

namespace DittoFs.Web.Tests.Web.Api;

public sealed class VersionFilterTests
{
    [Fact]
    public async Task Change_WithIfMatch_IsForThatVersionOnly()
    {
        await using var application = await DittoFsApplication.StartAsync();
        var api = await ApiTestClient.SignInAsync(application);
        await api.CreateShareAsync("docs");
        var read = await api.GetAsync("shares/docs");
        var tag = read.Headers.ETag!.Tag;
        Assert.Equal($"\"{read.As<ShareResponse>().Version}\"", tag);

        var changed = await PatchAsync(api, tag, new UpdateShareRequest { Description = "first" });
        Assert.NotEqual(tag, changed.Headers.ETag!.Tag);
        Assert.Equal("first", changed.As<ShareResponse>().Description);

        (await PatchAsync(api, tag, new UpdateShareRequest { Description = "second" })).AssertProblem(HttpStatusCode.PreconditionFailed, "version_outdated");
        (await PatchAsync(api, null, new UpdateShareRequest { Description = "second", Version = tag.Trim('"') })).AssertProblem(HttpStatusCode.Conflict, "changed_meanwhile");
        Assert.Equal("third", (await PatchAsync(api, "*", new UpdateShareRequest { Description = "third" })).As<ShareResponse>().Description);
    }

    private static Task<ApiAnswer> PatchAsync(ApiTestClient api, string? tag, UpdateShareRequest request) =>
        api.SendAsync(HttpMethod.Patch, "shares/docs", request, message => _ = tag is null || message.Headers.TryAddWithoutValidation("If-Match", tag));
}
