using System.Net;
using DittoFs.Web.ControlPlane.Accounts;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Web.ControlPlane;

public sealed class SignInThrottleTests
{
    private static readonly IPAddress Attacker = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Owner = IPAddress.Parse("192.0.2.2");

    private readonly FakeTimeProvider _clock = new();
    private readonly SignInThrottle _throttle;

    public SignInThrottleTests() => _throttle = new SignInThrottle(_clock);

    [Fact]
    public void Address_WaitsTwiceAsLongEachTimeUpToAMinute()
    {
        Fail(4, Attacker);
        Assert.Equal(TimeSpan.Zero, Wait(Attacker));

        double[] waits = [1, 2, 4, 8, 16, 32, 60, 60];
        foreach (var wait in waits)
        {
            Fail(1, Attacker);
            Assert.Equal(wait, Wait(Attacker).TotalSeconds);
            _clock.Advance(TimeSpan.FromSeconds(wait));
            Assert.Equal(TimeSpan.Zero, Wait(Attacker));
        }
    }

    [Fact]
    public void Account_IsGuardedAgainstManyAddresses()
    {
        for (byte i = 0; i < 10; i++)
        {
            _throttle.NoteFailure(new IPAddress([198, 51, 100, i]), "ALICE");
        }

        Assert.Equal(TimeSpan.FromSeconds(1), _throttle.WaitFor(Owner, "ALICE", isProtected: false));
        Assert.Equal(TimeSpan.Zero, _throttle.WaitFor(Owner, "BOB", isProtected: false));
    }

    [Fact]
    public void LastAdministrator_IsNotKeptOutByOthers()
    {
        Fail(1000, Attacker);

        Assert.Equal(TimeSpan.Zero, _throttle.WaitFor(Owner, "ALICE", isProtected: true));
        Assert.True(_throttle.WaitFor(Attacker, "ALICE", isProtected: true) > TimeSpan.Zero);
    }

    [Fact]
    public void Success_AndTimeForgetFailures()
    {
        Fail(5, Attacker);
        _throttle.NoteSuccess(Attacker, "ALICE");
        Assert.Equal(TimeSpan.Zero, Wait(Attacker));

        Fail(4, Attacker);
        _clock.Advance(TimeSpan.FromMinutes(16));
        Fail(4, Attacker);
        Assert.Equal(TimeSpan.Zero, Wait(Attacker));
    }

    [Fact]
    public void Addresses_OfOneIPv6NetworkAreOne()
    {
        for (var i = 0; i < 5; i++)
        {
            _throttle.NoteFailure(IPAddress.Parse($"2001:db8:0:1::{i:x}"), "ALICE");
        }

        Assert.True(Wait(IPAddress.Parse("2001:db8:0:1:ffff::1")) > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, Wait(IPAddress.Parse("2001:db8:0:2::1")));
    }

    private void Fail(int times, IPAddress address)
    {
        for (var i = 0; i < times; i++)
        {
            _throttle.NoteFailure(address, "ALICE");
        }
    }

    private TimeSpan Wait(IPAddress address) => _throttle.WaitFor(address, "NOBODY", isProtected: false);
}
