using System.CommandLine;
using System.CommandLine.Parsing;
using DittoFs.Client;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary>The options that only making a share has: what can't be changed later, or is changed by commands of its own.</summary>
internal sealed class ShareFixedOptions
{
    /// <summary>What stands behind a network from where only reading is allowed.</summary>
    public const string ReadOnlyMark = ":ro";

    private readonly Option<string?> _metadataStore = Symbols.Text("--metadata-store", "STORE", "The store of names and attributes, for good. The default is embedded.");
    private readonly Option<string?> _blockStore = Symbols.Text("--block-store", "STORE", "The store of bytes, for good. The default is local.");
    private readonly Option<DurabilityKind?> _durability = Symbols.Word(
        "--durability", "What an answer promises, for good: local has it on disk; writeback may lose the last moments in a power cut; remote has it in the block store and in PostgreSQL. The default is local.",
        ClientJson.Default.DurabilityKind);

    private readonly Option<bool> _disabled = Symbols.Switch("--disabled", "It is not started yet.");
    private readonly Option<uint?> _rootUid = Symbols.Number<uint>("--root-uid", "NUMBER", "Owner of the root directory. The default is 0.");
    private readonly Option<uint?> _rootGid = Symbols.Number<uint>("--root-gid", "NUMBER", "Group of the root directory. The default is 0.");
    private readonly Option<string?> _rootMode = Symbols.Text("--root-mode", "MODE", "Mode of the root directory, in octal. The default is 0770.");
    private readonly Option<ClientRuleRequest[]> _clients = new("--client")
    {
        Description = $"Lets clients of this address or network use it; {ReadOnlyMark} behind it lets them only read. Without it, only the server's own machine may.",
        HelpName = $"NETWORK[{ReadOnlyMark}]",
        CustomParser = ParseRules,
    };

    /// <summary>Adds them to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        Option[] all = [_clients, _metadataStore, _blockStore, _durability, _disabled, _rootUid, _rootGid, _rootMode];
        foreach (var option in all)
        {
            command.Add(option);
        }
    }

    /// <summary><paramref name="request"/> with what <paramref name="run"/> says.</summary>
    public CreateShareRequest Complete(CreateShareRequest request, Run run) => request with
    {
        MetadataStore = run.Get(_metadataStore) ?? request.MetadataStore,
        BlockStore = run.Get(_blockStore) ?? request.BlockStore,
        Durability = run.Get(_durability) ?? request.Durability,
        Enabled = !run.Get(_disabled),
        RootUid = run.Get(_rootUid) ?? request.RootUid,
        RootGid = run.Get(_rootGid) ?? request.RootGid,
        RootMode = run.Get(_rootMode) ?? request.RootMode,
        ClientRules = run.Get(_clients) is { Length: > 0 } rules ? rules : null,
    };

    /// <summary>Networks, each with the mark or without.</summary>
    public static ClientRuleRequest[] ParseRules(ArgumentResult result) => [.. result.Tokens.Select(token => Parse(token.Value))];

    private static ClientRuleRequest Parse(string text) => text.EndsWith(ReadOnlyMark, StringComparison.Ordinal)
        ? new ClientRuleRequest { Network = text[..^ReadOnlyMark.Length], ReadOnly = true }
        : new ClientRuleRequest { Network = text };
}
