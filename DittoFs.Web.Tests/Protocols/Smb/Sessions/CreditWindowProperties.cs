using CsCheck;
using DittoFs.Protocols.Smb.Sessions;

namespace DittoFs.Web.Tests.Protocols.Smb.Sessions;

/// <summary>Credits are neither lost nor made: the window agrees with a plain set of the ids that were granted and not used.</summary>
public sealed class CreditWindowProperties
{
    private const int CreditsMax = 8;

    [Fact]
    public void Window_AnySequence_AgreesWithASetOfIds() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 40], Gen.Int[1, 5]).Array[0, 60].Sample(steps =>
        {
            var window = new CreditWindow(CreditsMax);
            var free = new SortedSet<ulong> { 0 };
            var next = 1UL;
            foreach (var (uses, number, count) in steps)
            {
                if (uses)
                {
                    // Ids around those that are free, so that allowed and refused ones both come up.
                    var first = (free.Count > 0 ? free.Min : next) + (ulong)(number % 4);
                    Use(window, free, first, count);
                }
                else
                {
                    next = Grant(window, free, next, number);
                }

                Assert.Equal(free.Count, window.Available);
            }
        });

    [Fact]
    public void TryUse_HugeIdOrCharge_IsRefused()
    {
        var window = new CreditWindow(CreditsMax);
        Assert.False(window.TryUse(ulong.MaxValue, 1));
        Assert.False(window.TryUse(0, ushort.MaxValue));
        Assert.True(window.TryUse(0, 1));
        Assert.False(window.TryUse(0, 1));
    }

    private static void Use(CreditWindow window, SortedSet<ulong> free, ulong first, int count)
    {
        var ids = Enumerable.Range(0, count).Select(offset => first + (ulong)offset).ToList();
        var allowed = ids.TrueForAll(free.Contains);
        Assert.Equal(allowed, window.TryUse(first, count));
        if (allowed)
        {
            free.ExceptWith(ids);
        }
    }

    private static ulong Grant(CreditWindow window, SortedSet<ulong> free, ulong next, int requested)
    {
        var granted = window.Grant(requested);
        Assert.True(granted <= Math.Max(requested, 1));
        for (var count = 0; count < granted; count++)
        {
            free.Add(next++);
        }

        // A client is never left without a credit, and never has more than the limit.
        Assert.InRange(free.Count, 1, CreditsMax);
        return next;
    }
}
