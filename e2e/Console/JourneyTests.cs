using Microsoft.Playwright;

namespace DittoFs.E2E.Console;

/// <summary>What an administrator sees of real clients, and what clients see of what he changes.</summary>
[Trait("Category", "Console")]
public sealed class JourneyTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>, IAsyncLifetime
{
    private readonly string file = Path.GetTempFileName();

    public Task InitializeAsync() => File.WriteAllBytesAsync(file, new byte[24 << 20]);

    public async Task DisposeAsync()
    {
        File.Delete(file);
        await console.CloseAllAsync();
    }

    [Fact]
    public async Task Share_IsGranted_FilledBySmb_Restricted_AndDeleted_AndTheAuditTellsAll()
    {
        using var api = await ConsoleApi.SignInAsync(console.Server.Address);
        await api.MakeUserAsync("sam", "user", smbAllowed: true);
        var uid = (await api.SendAsync(HttpMethod.Get, "users/sam")).GetProperty("uid").GetUInt32();
        await api.SendAsync(HttpMethod.Post, "shares", new { name = "journey", rootMode = "0777" });
        Assert.Contains("ACCESS_DENIED", (await SmbAsync($"put {file} first")).Text, StringComparison.Ordinal);

        var page = await console.OpenAsync("shares/journey?tab=permissions");
        await page.GetByLabel("Add a user or group").SelectOptionAsync("sam (user)");
        await ChooseAsync(page, "Read and write", "Gains");
        var overview = await console.OpenAsync("");
        await using (new HeldClient(console.Server, "journey", "sam", [.. Enumerable.Repeat($"put {file} first", 4)]))
        {
            await overview.WaitForFunctionAsync("() => parseFloat(document.querySelector('[data-protocol=smb] td:nth-child(3)')?.textContent) > 0", null, new() { Timeout = 120_000 });
            await Picture.KeepAsync(overview, "overview-copy", ColorScheme.Light);
            var sessions = await console.OpenAsync("sessions?protocol=smb");
            await Assertions.Expect(sessions.GetByRole(AriaRole.Row).Filter(new() { HasText = "sam" }).First).ToContainTextAsync("journey");
        }

        await api.SendAsync(HttpMethod.Post, "shares/journey/drain");
        var feed = await console.OpenAsync("feed?kind=flush");
        await Assertions.Expect(feed.GetByText("of journey stored in").First).ToBeVisibleAsync();

        await ChooseAsync(page, "Read", "Loses");
        Assert.Contains("ACCESS_DENIED", (await SmbAsync($"put {file} second")).Text, StringComparison.Ordinal);
        Assert.Equal(0, (await SmbAsync("get first /dev/null")).Status);
        Assert.Equal(0, (await Client.NfsReadAsync(console.Server, "journey/first", uid)).Status);
        await ChooseAsync(page, "No access", "Loses");
        Assert.Contains("ACCESS_DENIED", (await SmbAsync("get first /dev/null")).Text, StringComparison.Ordinal);
        Assert.NotEqual(0, (await Client.NfsReadAsync(console.Server, "journey/first", uid)).Status);

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Type journey to confirm").FillAsync("journey");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/shares");
        Assert.NotEqual(0, (await SmbAsync("ls")).Status);

        var audit = await console.OpenAsync("audit?subject=journey");
        foreach (var (action, count) in new[] { ("share.create", 1), ("share.permission", 3), ("share.delete", 1) })
        {
            await Assertions.Expect(audit.GetByRole(AriaRole.Row).Filter(new() { HasText = action })).ToHaveCountAsync(count);
        }
    }

    [Theory]
    [InlineData("inv\u202egpj.exe", @"inv\u202egpj.exe")]
    [InlineData("zero\u200bwidth", @"zero\u200bwidth")]
    public async Task Name_WithInvisibleCharacters_IsShownEscaped(string name, string shown)
    {
        using var api = await ConsoleApi.SignInAsync(console.Server.Address);
        await api.MakeUserAsync("sue", "user", smbAllowed: true);
        if ((await api.SendAsync(HttpMethod.Get, "shares?search=names")).GetProperty("total").GetInt32() == 0)
        {
            await api.SendAsync(HttpMethod.Post, "shares", new { name = "names", rootMode = "0777", defaultPermission = "read-write" });
        }

        await using var holding = new HeldClient(console.Server, "names", "sue", $"put {file} \"{name}\"", $"open \"{name}\"");
        var page = await console.OpenAsync("open-files");
        await Assertions.Expect(page.GetByText(shown).First).ToBeVisibleAsync();
        Assert.DoesNotContain(name, await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    private static async Task ChooseAsync(IPage page, string level, string effect)
    {
        await page.GetByLabel("Permission of sam").SelectOptionAsync(level);
        await Assertions.Expect(page.GetByLabel("Changes that are not saved").GetByRole(AriaRole.Row).Filter(new() { HasText = "sam" })).ToContainTextAsync(effect);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Assertions.Expect(page.GetByText("not saved yet")).ToHaveCountAsync(0);
    }

    private Task<(int Status, string Text)> SmbAsync(string commands) => Client.SmbAsync(console.Server, "journey", "sam", commands);
}
