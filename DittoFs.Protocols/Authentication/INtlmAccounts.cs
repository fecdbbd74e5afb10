using System.Net;

namespace DittoFs.Protocols.Authentication;

/// <summary>An account that may sign in by NTLM.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its user number.</param>
/// <param name="Gid">Its primary group number.</param>
/// <param name="Groups">Further group numbers.</param>
/// <param name="NtHash">The NT hash of its password, 16 bytes. Never logged.</param>
/// <param name="Stamp">Changes with everything that must end the account's sessions.</param>
/// <param name="MustChangePassword">The password is only good to choose another one with, which can't be done over NTLM.</param>
public sealed record NtlmAccount(
    string Name, uint Uid, uint Gid, IReadOnlyList<uint> Groups, ReadOnlyMemory<byte> NtHash, string Stamp, bool MustChangePassword = false);

/// <summary>The accounts that may sign in by NTLM. Everything is answered from memory.</summary>
public interface INtlmAccounts
{
    /// <summary>Raised after accounts have changed: sessions of accounts that are gone or have another stamp end now. A handler returns at once and throws nothing.</summary>
    event Action? Changed;

    /// <summary>Finds the enabled account of that name, without regard to case; null if there is none or it has no NT hash. Unchanged accounts stay the same object.</summary>
    NtlmAccount? Find(string userName);

    /// <summary>False while a client that failed too often has to wait.</summary>
    bool MayTry(string userName, IPAddress client);

    /// <summary>Takes note of a try that was checked, for the throttle and the audit log. Returns at once.</summary>
    void Note(string userName, IPAddress client, bool succeeded);

    /// <summary>Takes note of a client that was let in as a guest, for the audit log; it has proven nothing, so the throttle forgets nothing. Returns at once.</summary>
    /// <param name="guest">The account as whom it acts.</param>
    /// <param name="userName">The name that it gave; empty for none.</param>
    /// <param name="client">Where it is.</param>
    void NoteGuest(NtlmAccount guest, string userName, IPAddress client);
}
