using DittoFs.Web.Realtime;

namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>The answer to the first question at three in the morning: is data at risk?</summary>
/// <param name="State">How it stands.</param>
/// <param name="Text">A few words.</param>
/// <param name="Detail">What that means and what to do.</param>
internal sealed record DataSafety(State State, string Text, string Detail)
{
    private const double LogUsedFractionHigh = 0.8;

    /// <summary>Judges the newest second.</summary>
    public static DataSafety Judge(ConsoleSnapshot snapshot)
    {
        var sample = snapshot.Sample;
        var atRisk = Quantity.Size(sample.BytesAtRisk);
        var left = Quantity.Size(snapshot.LogBudgetBytes * (1 - sample.LogUsedFraction));
        if (snapshot.FailingStores.FirstOrDefault() is { Name: not null } failing)
        {
            return failing.Name == "wal"
                ? new DataSafety(State.Danger, "Log in trouble", failing.Detail)
                : new DataSafety(State.Danger, $"Store down: {left} of log left", $"{failing.Name}: {failing.Detail} {atRisk} are on this machine's disk only.");
        }

        if (sample.LogUsedFraction >= LogUsedFractionHigh)
        {
            return new DataSafety(State.Warning, $"Log {Quantity.Percent(sample.LogUsedFraction)} full", $"{atRisk} wait for upload and {left} are left. Writers are slowed down until uploads catch up.");
        }

        return snapshot.AtRiskSince is { } since
            ? new DataSafety(State.Busy, $"{atRisk} at risk for {Quantity.Age(sample.Time - since)}", "Acknowledged and safe from a crash, not yet in a block store: only the loss of this machine's disk would lose it.")
            : new DataSafety(State.Ok, "All data safe", "Every acknowledged byte is in its block store.");
    }
}
