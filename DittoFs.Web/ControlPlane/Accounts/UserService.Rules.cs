using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane.Data;

namespace DittoFs.Web.ControlPlane.Accounts;

/// <content>What a request makes of a row.</content>
internal sealed partial class UserService
{
    private ApplicationUser New(CreateUserRequest request, uint uid) => new()
    {
        Id = Guid.CreateVersion7(clock.GetUtcNow()),
        UserName = request.UserName,
        NormalizedUserName = request.UserName.ToUpperInvariant(),
        DisplayName = string.IsNullOrWhiteSpace(request.DisplayName) ? request.UserName : request.DisplayName.Trim(),
        Email = EmptyToNull(request.Email),
        NormalizedEmail = EmptyToNull(request.Email)?.ToUpperInvariant(),
        Uid = uid,
        Gid = request.Gid ?? uid,
        Role = request.Role,
        Enabled = request.Enabled,
        SmbAllowed = request.SmbAllowed,
        CreatedAt = clock.GetUtcNow().UtcDateTime,
    };

    private static async Task<Outcome> ApplyAsync(ControlPlaneDbContext context, ApplicationUser user, UpdateUserRequest request, CancellationToken cancellationToken)
    {
        if (request.Role is { } role && role != user.Role)
        {
            if (await context.CheckNotLastAdministratorAsync(user, cancellationToken) is { } last)
            {
                return last;
            }

            user.Role = role;
            PasswordService.EndSessions(user);
        }

        ApplyNames(user, request);
        user.Uid = request.Uid ?? user.Uid;
        user.Gid = request.Gid ?? user.Gid;
        user.SmbAllowed = request.SmbAllowed ?? user.SmbAllowed;
        user.NtHash = user.SmbAllowed ? user.NtHash : null;
        return new Outcome(await context.CheckUniqueAsync(user, cancellationToken));
    }

    private static void ApplyNames(ApplicationUser user, UpdateUserRequest request)
    {
        user.UserName = request.UserName ?? user.UserName;
        user.NormalizedUserName = user.UserName!.ToUpperInvariant();
        user.DisplayName = string.IsNullOrWhiteSpace(request.DisplayName) ? user.DisplayName : request.DisplayName.Trim();
        if (request.Email is { } email)
        {
            user.Email = EmptyToNull(email);
            user.NormalizedEmail = user.Email?.ToUpperInvariant();
        }
    }

    private Outcome ChangePassword(ApplicationUser user, ChangePasswordRequest request)
    {
        if (!passwords.Verify(user, request.CurrentPassword))
        {
            return new Failure(ControlPlaneError.PasswordWrong, "The present password is wrong.", "currentPassword");
        }

        if (request.NewPassword == request.CurrentPassword)
        {
            return new Failure(ControlPlaneError.FieldInvalid, "The new password is the present one.", "newPassword");
        }

        if (PasswordService.Check(user.UserName!, request.NewPassword, "newPassword") is { } failure)
        {
            return failure;
        }

        passwords.Set(user, request.NewPassword, mustChange: false);
        return Outcome.Success;
    }

    private static string? EmptyToNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
