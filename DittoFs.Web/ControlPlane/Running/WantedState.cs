using System.Collections.Immutable;
using DittoFs.Storage.Shares;
using DittoFs.Web.ControlPlane.Adapters;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>Everything that should run, as the database says. Immutable.</summary>
/// <param name="Shares">All shares.</param>
/// <param name="Adapters">The protocol servers by name.</param>
/// <param name="Accounts">The enabled accounts.</param>
/// <param name="Groups">The gids of each enabled account's uid, in order.</param>
/// <param name="Smb">What the SMB server knows of accounts.</param>
internal sealed record WantedState(
    ImmutableArray<WantedShare> Shares,
    ImmutableSortedDictionary<string, AdapterSettings> Adapters,
    ImmutableArray<AccountState> Accounts,
    ImmutableSortedDictionary<uint, ImmutableArray<uint>> Groups,
    SmbAccountTable Smb);

/// <summary>A share as it is wanted.</summary>
/// <param name="Definition">Its settings as the storage takes them.</param>
/// <param name="Enabled">Whether it is to run.</param>
internal sealed record WantedShare(ShareDefinition Definition, bool Enabled);
