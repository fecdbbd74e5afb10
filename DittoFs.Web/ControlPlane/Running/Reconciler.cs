using System.Collections.Immutable;
using DittoFs.Protocols.Authentication;
using DittoFs.Web.Hosting.Lifecycle;

namespace DittoFs.Web.ControlPlane.Running;

/// <summary>
/// Brings what runs to what the database wants, and is the only one who changes it: accounts known to the protocols, shares of the storage, protocol servers.
/// A pass looks at everything, so a pass that was missed costs nothing.
/// </summary>
internal sealed class Reconciler(
    WantedStateReader reader, AccountDirectory accounts, SmbAccountDirectory smbAccounts, ShareReconciler shares, AdapterReconciler adapters, ServerFile file)
    : IDisposable
{
    private readonly SemaphoreSlim onePass = new(1);
    private ImmutableSortedDictionary<uint, ImmutableArray<uint>> knownGroups = ImmutableSortedDictionary<uint, ImmutableArray<uint>>.Empty;

    private bool isBehind;

    /// <summary>When something that failed is to be tried again; the end of time when nothing failed. It says so between passes.</summary>
    private DateTimeOffset Due => isBehind ? DateTimeOffset.MinValue : shares.Due < adapters.Due ? shares.Due : adapters.Due;

    /// <summary>The first pass, before any protocol listens.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => PassAsync(
        () => true,
        wanted =>
        {
            adapters.Prepare(wanted.Adapters);
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>One pass. When it returns, what was saved before it was called holds for the next call of every client, or its status says why not.</summary>
    public Task ApplyAsync(CancellationToken cancellationToken) => PassAsync(() => true, wanted => ApplyAdaptersAsync(wanted, cancellationToken), cancellationToken);

    /// <summary>One pass if something that failed is due, which is asked when a pass that is under way has ended: a long one isn't made twice.</summary>
    public Task RetryAsync(DateTimeOffset now, CancellationToken cancellationToken) => PassAsync(
        () => Due <= now, wanted => ApplyAdaptersAsync(wanted, cancellationToken), cancellationToken);

    /// <summary>Stops and starts a protocol server.</summary>
    public async Task RestartAdapterAsync(string name, CancellationToken cancellationToken)
    {
        await onePass.WaitAsync(cancellationToken);
        try
        {
            await adapters.RestartAsync(name, cancellationToken);
            file.Refresh();
        }
        finally
        {
            onePass.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => onePass.Dispose();

    private async Task ApplyAdaptersAsync(WantedState wanted, CancellationToken cancellationToken)
    {
        await adapters.ApplyAsync(wanted.Adapters, cancellationToken);
        file.Refresh();
    }

    private async Task PassAsync(Func<bool> isNeeded, Func<WantedState, Task> applyAdapters, CancellationToken cancellationToken)
    {
        await onePass.WaitAsync(cancellationToken);
        try
        {
            if (!isNeeded())
            {
                return;
            }

            // Stays so when the database can't be read: then the next try is due at once.
            isBehind = true;
            var wanted = await reader.ReadAsync(cancellationToken);
            accounts.Replace(wanted.Accounts, ToCredentials(wanted.Groups));
            smbAccounts.Replace(wanted.Smb);
            await shares.ApplyAsync(wanted.Shares, cancellationToken);
            await applyAdapters(wanted);
            isBehind = false;
        }
        finally
        {
            onePass.Release();
        }
    }

    private CredentialTable? ToCredentials(ImmutableSortedDictionary<uint, ImmutableArray<uint>> groups)
    {
        var same = groups.Count == knownGroups.Count
            && groups.Zip(knownGroups).All(pair => pair.First.Key == pair.Second.Key && pair.First.Value.SequenceEqual(pair.Second.Value));
        knownGroups = groups;
        return same ? null : new CredentialTable(groups.Select(entry => KeyValuePair.Create<uint, IReadOnlyList<uint>>(entry.Key, entry.Value)));
    }
}
