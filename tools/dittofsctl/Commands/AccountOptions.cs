using System.CommandLine;
using DittoFs.Client;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Ctl.Commands;

/// <summary>The options that making and changing an account share.</summary>
/// <param name="numbers">What is to be said about uid and gid.</param>
internal sealed class AccountOptions(string numbers)
{
    private readonly Option<uint?> _uid = Symbols.Number<uint>("--uid", "NUMBER", $"The user number that file clients send, never 0; {numbers}.");
    private readonly Option<uint?> _gid = Symbols.Number<uint>("--gid", "NUMBER", $"The primary group number; {numbers}.");
    private readonly Option<string?> _displayName = Symbols.Text("--display-name", "TEXT", "The name for people.");
    private readonly Option<string?> _email = Symbols.Text("--email", "ADDRESS", "Where mail reaches the person; an empty text removes it.");
    private readonly Option<AccountRole?> _role = Symbols.Word(
        "--role",
        "What it may do in the control plane: user sees itself; operator sees all, and enables, disables and restarts; admin may do everything.",
        ClientJson.Default.AccountRole);

    private readonly Option<bool?> _smb = Symbols.Toggle(
        "--smb", "Whether it may use shares over SMB. What SMB needs of a password is kept from the next password on.");

    /// <summary>Adds them to <paramref name="command"/>.</summary>
    public void AddTo(Command command)
    {
        command.Add(_uid);
        command.Add(_gid);
        command.Add(_displayName);
        command.Add(_email);
        command.Add(_role);
        command.Add(_smb);
    }

    /// <summary>What <paramref name="run"/> says about a new account.</summary>
    public CreateUserRequest ToCreate(Run run, string name, string password) => new()
    {
        UserName = name,
        Password = password,
        Uid = run.Get(_uid),
        Gid = run.Get(_gid),
        DisplayName = run.Get(_displayName),
        Email = run.Get(_email),
        Role = run.Get(_role) ?? AccountRole.User,
        SmbAllowed = run.Get(_smb) ?? false,
    };

    /// <summary>What <paramref name="run"/> says about a change.</summary>
    public UpdateUserRequest ToUpdate(Run run, string? name) => new()
    {
        UserName = name,
        Uid = run.Get(_uid),
        Gid = run.Get(_gid),
        DisplayName = run.Get(_displayName),
        Email = run.Get(_email),
        Role = run.Get(_role),
        SmbAllowed = run.Get(_smb),
    };
}
