using System.Net;
using System.Net.Sockets;

namespace DittoFs.Web.ControlPlane.Accounts;

/// <summary>
/// Slows down guessing, by address and by account: after some failures in a row the next try has to wait, twice as long each time, up to a minute. Tries that
/// come too early are refused unchecked and do not lengthen the wait. Nothing is ever locked: who waits may try again.
/// </summary>
internal sealed class SignInThrottle(TimeProvider clock)
{
    private const int AddressFailuresFree = 5;
    private const int AccountFailuresFree = 10;
    private const int EntriesMax = 10_000;
    private const int IPv6NetworkBytes = 8;

    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = [];

    /// <summary>How long a try has to wait; zero when it may go on.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="account">The normalized name.</param>
    /// <param name="isProtected">
    /// The account is the last administrator's: others' failures do not make him wait, only those from his own address, or anybody could keep him out.
    /// </param>
    public TimeSpan WaitFor(IPAddress? address, string account, bool isProtected)
    {
        lock (gate)
        {
            var byAddress = WaitOf(AddressKey(address));
            var byAccount = isProtected ? TimeSpan.Zero : WaitOf(AccountKey(account));
            return byAddress > byAccount ? byAddress : byAccount;
        }
    }

    /// <summary>Notes a failed try.</summary>
    public void NoteFailure(IPAddress? address, string account)
    {
        lock (gate)
        {
            MakeRoom();
            Count(AddressKey(address), AddressFailuresFree);
            Count(AccountKey(account), AccountFailuresFree);
        }
    }

    /// <summary>Notes that the person at this address knows the password.</summary>
    public void NoteSuccess(IPAddress? address, string account)
    {
        lock (gate)
        {
            entries.Remove(AddressKey(address));
            entries.Remove(AccountKey(account));
        }
    }

    private static string AccountKey(string account) => $"account {account}";

    // Whoever has one address of an IPv6 network has 2^64 of them.
    private static string AddressKey(IPAddress? address) => address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
        ? $"address {Convert.ToHexString(address.GetAddressBytes().AsSpan(0, IPv6NetworkBytes))}"
        : $"address {address?.MapToIPv4()}";

    private TimeSpan WaitOf(string key)
    {
        var left = entries.TryGetValue(key, out var entry) ? entry.NextAt - clock.GetUtcNow() : TimeSpan.Zero;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Count(string key, int free)
    {
        var now = clock.GetUtcNow();
        var failures = entries.TryGetValue(key, out var entry) && now - entry.LastAt < Memory ? entry.Failures + 1 : 1;
        var doublings = Math.Min(failures - free, 6);
        var wait = doublings < 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(1 << doublings);
        entries[key] = new Entry(failures, now, now + (wait < WaitMax ? wait : WaitMax));
    }

    private void MakeRoom()
    {
        if (entries.Count < EntriesMax)
        {
            return;
        }

        foreach (var key in entries.OrderBy(entry => entry.Value.LastAt).Take(EntriesMax / 10).Select(entry => entry.Key).ToList())
        {
            entries.Remove(key);
        }
    }

    private readonly record struct Entry(int Failures, DateTimeOffset LastAt, DateTimeOffset NextAt);
}
