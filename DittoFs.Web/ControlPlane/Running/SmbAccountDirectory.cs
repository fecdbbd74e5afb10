using System.Net;
using DittoFs.Protocols.Authentication;
using DittoFs.Web.ControlPlane.Accounts;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>The accounts that may use SMB as the last reconciliation found them. Everything is read from memory.</summary>
internal sealed class SmbAccountDirectory(SignInThrottle throttle, SmbSignInNotes notes) : INtlmAccounts, IAccountNames
{
    private volatile SmbAccountTable table = SmbAccountTable.Empty;

    /// <inheritdoc/>
    public event Action? Changed;

    /// <summary>Swaps in what is known now, and ends the sessions of those who may no longer sign in as they did. One caller at a time.</summary>
    public void Replace(SmbAccountTable present)
    {
        (table, var hasChanged) = present.After(table);
        if (hasChanged)
        {
            Changed?.Invoke();
        }
    }

    /// <inheritdoc/>
    public NtlmAccount? Find(string userName) => table.Find(userName);

    /// <inheritdoc/>
    public bool MayTry(string userName, IPAddress client) =>
        throttle.WaitFor(client, Normalize(userName), userName.Equals(table.LastAdministrator, StringComparison.OrdinalIgnoreCase)) == TimeSpan.Zero;

    /// <inheritdoc/>
    public void Note(string userName, IPAddress client, bool succeeded)
    {
        if (succeeded)
        {
            throttle.NoteSuccess(client, Normalize(userName));
        }
        else
        {
            throttle.NoteFailure(client, Normalize(userName));
        }

        notes.Add(new SmbSignIn(userName, client, succeeded));
    }

    /// <inheritdoc/>
    public void NoteGuest(NtlmAccount guest, string userName, IPAddress client) => notes.Add(new SmbSignIn(guest.Name, client, true) { GuestName = userName });

    /// <inheritdoc/>
    public string? FindUserName(uint uid) => table.FindUserName(uid);

    /// <inheritdoc/>
    public string? FindGroupName(uint gid) => table.FindGroupName(gid);

    /// <inheritdoc/>
    public uint? FindUser(string name) => table.FindUser(name);

    /// <inheritdoc/>
    public uint? FindGroup(string name) => table.FindGroup(name);

    private static string Normalize(string userName) => userName.ToUpperInvariant();
}
