using Bunit;
using DittoFs.Web.AdminConsole.Pages.Start;
using DittoFs.Web.AdminConsole.Pages.Stores;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.Tests.Web.AdminConsole;

public sealed class StartTests : BunitContext
{
    [Theory]
    [InlineData(null, null, StartSteps.Stores)]
    [InlineData("nonsense", "first", StartSteps.Stores)]
    [InlineData("share", null, StartSteps.Share)]
    [InlineData("access", null, StartSteps.Share)]
    [InlineData("access", "first", StartSteps.Access)]
    [InlineData("mount", "", StartSteps.Share)]
    [InlineData("mount", "first", StartSteps.Mount)]
    public void Step_IsNeverOneThatLacksAnEarlierOne(string? asked, string? share, string shown) => Assert.Equal(shown, StartSteps.Choose(asked, share));

    [Fact]
    public void Preset_ThatPromisesTheLossOfTheServer_NeedsBothStoresElsewhere()
    {
        Assert.Contains(SharePreset.Vault, SharePresets.For(StoreKind.Postgres, StoreKind.S3));
        Assert.DoesNotContain(SharePreset.Vault, SharePresets.For(StoreKind.RocksDb, StoreKind.S3));
        Assert.DoesNotContain(SharePreset.Vault, SharePresets.For(StoreKind.Postgres, StoreKind.FileSystem));
    }

    [Fact]
    public void Preset_ForAddresses_LetsEverybodyWrite_AndForAPerson_NobodyElse()
    {
        var person = new UserResponse
        {
            Id = Guid.NewGuid(), UserName = "alice", DisplayName = "", Uid = 1001, Gid = 1002, Role = AccountRole.User, Enabled = true, SmbAllowed = true, MustChangePassword = false,
            CreatedAt = default, Groups = [], Version = "",
        };

        var open = SharePresets.ToRequest(SharePreset.Scratch, null, "first", "embedded", "local", "10.0.0.0/8, 127.0.0.1");
        var own = SharePresets.ToRequest(SharePreset.Vault, (person.Uid, person.Gid), "first", "names", "cloud", "10.0.0.0/8");

        Assert.Equal((PermissionLevel.ReadWrite, "1777", DurabilityKind.Writeback), (open.DefaultPermission, open.RootMode, open.Durability));
        Assert.Equal(["10.0.0.0/8", "127.0.0.1"], open.ClientRules!.Select(rule => rule.Network));
        Assert.Equal((PermissionLevel.None, "0770", 1001u, 1002u), (own.DefaultPermission, own.RootMode, own.RootUid, own.RootGid));
        Assert.Equal((DurabilityKind.Remote, EncryptionKind.Required), (own.Durability, own.SmbEncryption));
    }

    [Fact]
    public void StoreDraft_ShowsNoSecretAndSendsOnlyWhatItsKindTakes()
    {
        var draft = new StoreDraft { Name = " cloud ", Use = StoreUse.Block, Kind = StoreKind.S3 };
        draft["bucket"] = "nas";
        draft["secretKey"] = "the-secret";
        draft["path"] = "/srv/left-over";

        Assert.Equal(new Dictionary<string, string> { ["bucket"] = "nas", ["secretKey"] = "the-secret" }, draft.ToRequest().Options);
        Assert.Equal("…", draft.ToRequest("…").Options!["secretKey"]);
        Assert.Equal("cloud", draft.ToRequest().Name);
    }

    [Fact]
    public void StoreFields_OfAnAddedType_OfferTheTypesAndTakeOptions()
    {
        var draft = new StoreDraft { Kind = StoreKind.Custom };
        var fields = Render<StoreFields>(parameters => parameters
            .Add(control => control.Draft, draft)
            .Add(control => control.Error, _ => null)
            .Add(control => control.Types, ["One.Type", "Two.Type"]));

        fields.Find("select").Change("1");
        var inputs = fields.FindAll("input");
        inputs[0].Input("path");
        fields.FindAll("input")[1].Input("/srv/archive");

        Assert.Equal(new Dictionary<string, string> { ["type"] = "Two.Type", ["path"] = "/srv/archive" }, draft.ToRequest().Options);
    }

    [Fact]
    public void StoreTestResult_ShowsNumbersOnlyWhereSomethingWasMeasured()
    {
        var measured = Render<StoreTestResult>(parameters => parameters.Add(control => control.Test, new StoreTestResponse(true, "", new StoreSpeedResponse(0.002, 0.001, 1 << 20, 1 << 21, 1 << 24))));
        var failed = Render<StoreTestResult>(parameters => parameters.Add(control => control.Test, new StoreTestResponse(false, "It is away.", null)));

        Assert.Equal(4, measured.FindAll("dd").Count);
        Assert.Contains("1.00 MiB/s", measured.Markup, StringComparison.Ordinal);
        Assert.Empty(failed.FindAll("dd"));
        Assert.Contains("It is away.", failed.Markup, StringComparison.Ordinal);
    }
}
