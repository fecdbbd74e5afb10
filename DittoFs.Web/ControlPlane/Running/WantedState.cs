using System.Collections.Immutable;
using DittoFs.Storage.Shares;
using DittoFs.Web.ControlPlane.Adapters;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>Everything that should run, as the database says. Immutable.</summary>
/// <param name="Shares">All shares.</param>
/// <param name="Nfs">The NFS server.</param>
/// <param name="Accounts">The enabled accounts.</param>
/// <param name="Groups">The gids of each enabled account's uid, in order.</param>
internal sealed record WantedState(
    ImmutableArray<WantedShare> Shares, AdapterSettings Nfs, ImmutableArray<AccountState> Accounts, ImmutableSortedDictionary<uint, ImmutableArray<uint>> Groups);

/// <summary>A share as it is wanted.</summary>
/// <param name="Definition">Its settings as the storage takes them.</param>
/// <param name="Enabled">Whether it is to run.</param>
internal sealed record WantedShare(ShareDefinition Definition, bool Enabled);
