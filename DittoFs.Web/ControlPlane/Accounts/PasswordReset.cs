using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Audit;
using DittoFs.Web.ControlPlane.Data;

namespace DittoFs.Web.ControlPlane.Accounts;

/// <summary>Gives an administrator a new password in the database of a server that does not run.</summary>
internal sealed class PasswordReset(ControlPlaneDatabase database, PasswordService passwords, AuditLog audit)
{
    /// <summary>Says that the account is none that may be reset so.</summary>
    public static Failure NotAdministrator(string name) => new(ControlPlaneError.FieldInvalid, $"'{name}' is no administrator. Sign in as one to give it a password.", "user");

    /// <summary>Sets the password and enables the account.</summary>
    public async Task<Outcome> RunAsync(Actor actor, string name, SetPasswordRequest request, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        if (await context.FindUserAsync(name, cancellationToken) is not { } user)
        {
            return UserRows.Unknown(name);
        }

        if ((user.Role == AccountRole.Admin ? PasswordService.Check(user.UserName!, request.Password, "password") : NotAdministrator(name)) is { } failure)
        {
            return failure;
        }

        passwords.Set(user, request.Password, request.MustChangePassword);
        user.Enabled = true;
        context.Audit.Add(audit.Describe(actor, "user.password", user.UserName!, succeeded: true, detail: null));
        await audit.SaveAsync(context, cancellationToken);
        return Outcome.Success;
    }
}
