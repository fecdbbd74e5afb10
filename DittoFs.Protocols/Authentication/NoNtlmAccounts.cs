using System.Net;

namespace DittoFs.Protocols.Authentication;

/// <summary>Nobody can sign in: what a host has that brings no accounts of its own.</summary>
internal sealed class NoNtlmAccounts : INtlmAccounts
{
    /// <inheritdoc/>
    public event Action? Changed
    {
        add
        {
            // There is nothing that could change.
        }

        remove
        {
            // Nothing was added.
        }
    }

    /// <inheritdoc/>
    public NtlmAccount? Find(string userName) => null;

    /// <inheritdoc/>
    public bool MayTry(string userName, IPAddress client) => true;

    /// <inheritdoc/>
    public void Note(string userName, IPAddress client, bool succeeded)
    {
        // There is no account whose failures would count.
    }

    /// <inheritdoc/>
    public void NoteGuest(NtlmAccount guest, string userName, IPAddress client)
    {
        // There is no account that a guest could act as.
    }
}
