using System.Collections.Frozen;
using DittoFs.Protocols.Authentication;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>What must be known of an account for each call of the API.</summary>
/// <param name="Id">The lasting identity.</param>
/// <param name="UserName">Its name.</param>
/// <param name="Role">What it may do.</param>
/// <param name="MustChangePassword">It can do nothing but choose a new password.</param>
/// <param name="SecurityStamp">Tokens and cookies of another stamp are void.</param>
internal sealed record AccountState(Guid Id, string UserName, AccountRole Role, bool MustChangePassword, string SecurityStamp);

/// <summary>
/// The enabled accounts and their groups as the last reconciliation found them. Everything is read from memory: neither a file call nor the check of a token
/// waits for the database.
/// </summary>
internal sealed class AccountDirectory : ICredentialLookup
{
    private volatile FrozenDictionary<Guid, AccountState> accounts = FrozenDictionary<Guid, AccountState>.Empty;
    private volatile CredentialTable credentials = CredentialTable.Empty;

    /// <summary>Accounts may have changed. Raised by whoever changed them; what listens must not take long.</summary>
    public event Action? Changed;

    /// <inheritdoc/>
    public CredentialTable Current => credentials;

    /// <summary>The enabled account with this id, if its stamp is <paramref name="securityStamp"/>.</summary>
    public AccountState? Find(Guid id, string? securityStamp) =>
        accounts.TryGetValue(id, out var account) && account.SecurityStamp == securityStamp ? account : null;

    /// <summary>The enabled account with this id.</summary>
    public AccountState? Find(Guid id) => accounts.GetValueOrDefault(id);

    /// <summary>Swaps in what is known now. The credentials' table is only replaced when its content changed, because a new one costs every connection a little.</summary>
    public void Replace(IEnumerable<AccountState> enabled, CredentialTable? changedCredentials)
    {
        accounts = enabled.ToFrozenDictionary(account => account.Id);
        credentials = changedCredentials ?? credentials;
        Changed?.Invoke();
    }
}
