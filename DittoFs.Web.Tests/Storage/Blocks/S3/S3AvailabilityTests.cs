using DittoFs.Storage.Blocks.S3;
using Microsoft.Extensions.Time.Testing;

namespace DittoFs.Web.Tests.Storage.Blocks.S3;

public sealed class S3AvailabilityTests
{
    private readonly FakeTimeProvider clock = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly S3Availability availability;

    public S3AvailabilityTests() => availability = new S3Availability(clock);

    [Fact]
    public void Service_ThatDoesNotAnswer_IsAskedOnceASecond_UntilItDoes()
    {
        availability.Lost();
        availability.Lost();
        Assert.False(availability.IsAway);
        Assert.True(availability.TryEnter());
        availability.Lost();
        Assert.True(availability.IsAway);
        Assert.False(availability.TryEnter());

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(availability.TryEnter());
        Assert.False(availability.TryEnter());

        availability.Answered();
        Assert.False(availability.IsAway);
        Assert.True(availability.TryEnter());
        Assert.True(availability.TryEnter());
    }

    [Fact]
    public void Answer_BetweenLosses_BeginsTheCountAgain()
    {
        for (var i = 0; i < 5; i++)
        {
            availability.Lost();
            availability.Lost();
            availability.Answered();
        }

        Assert.False(availability.IsAway);
    }

    [Fact]
    public void LastAnswer_IsGoodForAWhile()
    {
        var age = TimeSpan.FromSeconds(30);
        Assert.False(availability.HasAnsweredWithin(age));
        availability.Answered();
        clock.Advance(age);
        Assert.True(availability.HasAnsweredWithin(age));
        availability.Lost();
        Assert.False(availability.HasAnsweredWithin(age));
        availability.Answered();
        clock.Advance(age + TimeSpan.FromSeconds(1));
        Assert.False(availability.HasAnsweredWithin(age));
    }
}
