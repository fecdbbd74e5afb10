using System.CommandLine;
using DittoFs.Client;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary>The options that making and changing a share have in common.</summary>
internal sealed class ShareOptions
{
    private readonly Option<string?> _description = Symbols.Text("--description", "TEXT", "What it is for.");
    private readonly Option<bool?> _readOnly = Symbols.Toggle("--read-only", "Nothing can be changed through any protocol.");
    private readonly Option<EncryptionKind?> _smbEncryption = Symbols.Word(
        "--smb-encryption", "Whether SMB clients encrypt: offered lets them choose, required refuses those that can't, off those that insist. The default is offered.",
        ClientJson.Default.EncryptionKind);

    private readonly Option<SquashKind?> _squash = Symbols.Word(
        "--squash",
        "How the identities that clients claim are treated; to guest is to the anonymous user, to admin is to uid 0 of this share. The default is root_to_guest.",
        ClientJson.Default.SquashKind);

    private readonly Option<uint?> _anonymousUid = Symbols.Number<uint>("--anonymous-uid", "NUMBER", "The user that a squashed identity becomes, never 0. The default is 65534.");
    private readonly Option<uint?> _anonymousGid = Symbols.Number<uint>("--anonymous-gid", "NUMBER", "The group that a squashed identity becomes. The default is 65534.");
    private readonly Option<bool?> _allowAnonymous = Symbols.Toggle(
        "--allow-anonymous", "Calls that name nobody (AUTH_NONE) act as the anonymous user; else they are refused.");

    private readonly Option<PermissionLevel?> _defaultPermission = Symbols.Word(
        "--default-permission", "What everybody has whom no permission names. The default is none.", ClientJson.Default.PermissionLevel);

    private readonly Option<long?> _quotaBytes;
    private readonly Option<long?> _quotaFiles;
    private readonly Option<long?> _ownerQuotaBytes;
    private readonly Option<long?> _ownerQuotaFiles;

    /// <summary>Makes them.</summary>
    /// <param name="noQuota">How a share without a limit is asked for.</param>
    public ShareOptions(string noQuota)
    {
        _quotaBytes = Symbols.Number<long>("--quota-bytes", "NUMBER", $"Bytes that it may hold; {noQuota}.");
        _quotaFiles = Symbols.Number<long>("--quota-files", "NUMBER", $"Files and directories that it may hold; {noQuota}.");
        _ownerQuotaBytes = Symbols.Number<long>("--owner-quota-bytes", "NUMBER", $"Bytes that the files of one owner may hold, uid 0 excepted; {noQuota}.");
        _ownerQuotaFiles = Symbols.Number<long>("--owner-quota-files", "NUMBER", $"Files and directories that one owner may have, uid 0 excepted; {noQuota}.");
    }

    /// <summary>Adds them to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        Option[] all =
        [
            _description, _readOnly, _smbEncryption, _squash, _anonymousUid, _anonymousGid, _allowAnonymous, _defaultPermission,
            _quotaBytes, _quotaFiles, _ownerQuotaBytes, _ownerQuotaFiles,
        ];
        foreach (var option in all)
        {
            command.Add(option);
        }
    }

    /// <summary><paramref name="request"/> with what <paramref name="run"/> says.</summary>
    public CreateShareRequest Complete(CreateShareRequest request, Run run) => request with
    {
        Description = run.Get(_description),
        ReadOnly = run.Get(_readOnly) ?? request.ReadOnly,
        SmbEncryption = run.Get(_smbEncryption) ?? request.SmbEncryption,
        Squash = run.Get(_squash) ?? request.Squash,
        AnonymousUid = run.Get(_anonymousUid) ?? request.AnonymousUid,
        AnonymousGid = run.Get(_anonymousGid) ?? request.AnonymousGid,
        AllowAnonymous = run.Get(_allowAnonymous) ?? request.AllowAnonymous,
        DefaultPermission = run.Get(_defaultPermission) ?? request.DefaultPermission,
        QuotaBytes = run.Get(_quotaBytes),
        QuotaNodes = run.Get(_quotaFiles),
        OwnerQuotaBytes = run.Get(_ownerQuotaBytes),
        OwnerQuotaNodes = run.Get(_ownerQuotaFiles),
    };

    /// <summary>What <paramref name="run"/> says about a change.</summary>
    public UpdateShareRequest ToUpdate(Run run) => new()
    {
        Description = run.Get(_description),
        ReadOnly = run.Get(_readOnly),
        SmbEncryption = run.Get(_smbEncryption),
        Squash = run.Get(_squash),
        AnonymousUid = run.Get(_anonymousUid),
        AnonymousGid = run.Get(_anonymousGid),
        AllowAnonymous = run.Get(_allowAnonymous),
        DefaultPermission = run.Get(_defaultPermission),
        QuotaBytes = run.Get(_quotaBytes),
        QuotaNodes = run.Get(_quotaFiles),
        OwnerQuotaBytes = run.Get(_ownerQuotaBytes),
        OwnerQuotaNodes = run.Get(_ownerQuotaFiles),
    };
}
