using System.Globalization;
using DittoFs.Web.AdminConsole.Controls;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane;
using DittoFs.Web.ControlPlane.Shares;
using DittoFs.Web.ControlPlane.Stores;
using Microsoft.AspNetCore.Components;

namespace DittoFs.Web.AdminConsole.Pages.Shares;

/// <summary>Makes a share: its name, where its files live, who may use it.</summary>
public partial class CreateShareDialog
{
    private static readonly string[] Fields = ["Name", "Description", "ClientRules", "RootUid", "RootGid", "RootMode"];

    private readonly FormErrors errors = new();
    private IReadOnlyList<string> metadataStores = [];
    private IReadOnlyList<string> blockStores = [];
    private string name = "";
    private string description = "";
    private string metadataStore = "";
    private string blockStore = "";
    private string networks = "";
    private string rootUid = "0";
    private string rootGid = "0";
    private string rootMode = "0770";
    private DurabilityKind durability;
    private EncryptionKind encryption;
    private PermissionLevel defaultPermission;

    /// <summary>Called with the new share's name.</summary>
    [Parameter]
    public Action<string>? OnCreated { get; set; }

    [Inject]
    private IServiceProvider Services { get; set; } = null!;

    private string RequestJson => ShownJson.Of(MakeRequest());

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        var stores = (await Services.GetRequiredService<StoreService>().ListAsync(new ListQuery(), null, Leaving)).Items;
        metadataStores = [.. stores.Where(store => store.Use == StoreUse.Metadata).Select(store => store.Name)];
        blockStores = [.. stores.Where(store => store.Use == StoreUse.Block).Select(store => store.Name)];
        var initial = new CreateShareRequest();
        metadataStore = metadataStores.Contains(initial.MetadataStore) ? initial.MetadataStore : metadataStores.FirstOrDefault("");
        blockStore = blockStores.Contains(initial.BlockStore) ? initial.BlockStore : blockStores.FirstOrDefault("");
    }

    private CreateShareRequest MakeRequest() => new()
    {
        Name = name.Trim(),
        Description = description.Length > 0 ? description : null,
        MetadataStore = metadataStore,
        BlockStore = blockStore,
        Durability = durability,
        SmbEncryption = encryption,
        DefaultPermission = defaultPermission,
        RootUid = ParseId(rootUid, nameof(CreateShareRequest.RootUid)),
        RootGid = ParseId(rootGid, nameof(CreateShareRequest.RootGid)),
        RootMode = rootMode,
        ClientRules = networks.Length == 0 ? null : ClientNetworks.Read(networks),
    };

    private async Task<bool> CreateAsync()
    {
        errors.Clear();
        var request = MakeRequest();
        if (!errors.Check(request))
        {
            return false;
        }

        var created = await Services.GetRequiredService<ShareService>().CreateAsync(await ActorAsync(), request, Leaving);
        if (created.Failure is { } failure)
        {
            errors.Take(failure, Fields);
            return false;
        }

        Tell(null, $"Share {request.Name} is made");
        OnCreated?.Invoke(request.Name);
        return true;
    }

    private uint ParseId(string text, string field)
    {
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            errors.Add(field, "A number from 0 to 4294967294.");
        }

        return id;
    }
}
