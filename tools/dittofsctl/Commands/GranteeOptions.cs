using System.CommandLine;
using DittoFs.Client.Resources;

namespace DittoFs.Ctl.Commands;

/// <summary>The options that name either a user or a group.</summary>
internal sealed class GranteeOptions
{
    private readonly Option<string?> _user = Symbols.Text("--user", "NAME", "The user. Either this or --group must be given.");
    private readonly Option<string?> _group = Symbols.Text("--group", "NAME", "The group.");

    /// <summary>Adds them to <paramref name="command"/>, which then takes exactly one.</summary>
    public void AddTo(Command command)
    {
        command.Add(_user);
        command.Add(_group);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_user) is null == result.GetResult(_group) is null)
            {
                result.AddError("Say who it is about: either --user NAME or --group NAME.");
            }
        });
    }

    /// <summary>Whom <paramref name="run"/> names.</summary>
    public Grantee Read(Run run) => run.Get(_user) is { } user ? new Grantee(user, IsGroup: false) : new Grantee(run.Get(_group)!, IsGroup: true);
}
