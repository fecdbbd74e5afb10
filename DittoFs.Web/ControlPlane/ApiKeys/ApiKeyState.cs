using System.Collections.Frozen;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.ControlPlane.ApiKeys;

/// <summary>What must be known of a key for each call.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="UserId">The account that it is of.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Hash">The hash of the key.</param>
/// <param name="Role">The most that it may do.</param>
/// <param name="ReadOnly">It changes nothing.</param>
/// <param name="Scopes">The resources that it is for; empty for all.</param>
/// <param name="ExpiresAt">When it ends, UTC; null for never.</param>
internal sealed record ApiKeyState(
    Guid Id, Guid UserId, string Name, ReadOnlyMemory<byte> Hash, AccountRole Role, bool ReadOnly, FrozenSet<string> Scopes, DateTime? ExpiresAt)
{
    /// <summary>Whether it may be used for a request, whatever the account may.</summary>
    /// <param name="resource">The first part of the path below the API's root.</param>
    /// <param name="isRead">The request changes nothing.</param>
    public bool Allows(string resource, bool isRead)
    {
        // A key makes no keys, and knows no password: whoever finds one must not be able to stay.
        if (resource is ApiKeyScopes.Sign or ApiKeyScopes.Keys)
        {
            return isRead;
        }

        return (isRead || !ReadOnly) && (Scopes.Count == 0 || Scopes.Contains(resource));
    }
}
