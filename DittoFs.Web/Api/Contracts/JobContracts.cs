using System.Text.Json.Serialization;

namespace DittoFs.Web.Api.Contracts;

/// <summary>Long work that runs in the background.</summary>
public sealed record JobResponse
{
    /// <summary>Unique.</summary>
    public required Guid Id { get; init; }

    /// <summary>What is done, such as <c>wal.flush</c> or <c>store.collect</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>To what, by name.</summary>
    public required string Subject { get; init; }

    /// <summary>How far it is.</summary>
    public required JobState State { get; init; }

    /// <summary>Who asked for it, by name.</summary>
    public required string StartedBy { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTime? FinishedAt { get; init; }

    /// <summary>What is counted, such as <c>bytes</c> or <c>blocks</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>How much of it is done.</summary>
    public required long Done { get; init; }

    /// <summary>How much there is to do; null while that is not known.</summary>
    public long? Total { get; init; }

    /// <summary>How much was done in a second, on average since it was begun.</summary>
    public required double PerSecond { get; init; }

    /// <summary>How long it will take at this rate, in seconds; null while that can't be told.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>Why it did not end well, or what came of it.</summary>
    public string? Reason { get; init; }
}

/// <summary>How far a job is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>It runs.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>It has done all of it.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>It ended early; the reason says why.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Somebody ended it.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}
