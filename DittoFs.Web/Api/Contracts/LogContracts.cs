using System.Text.Json.Serialization;

namespace DittoFs.Web.Api.Contracts;

/// <summary>What the server logged last, oldest first.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="LastId">The number of the newest entry that there is: what to send as `since` for those that follow.</param>
/// <param name="Missed">Entries after `since` that are gone already: a bounded number is kept.</param>
public sealed record LogsResponse(IReadOnlyList<LogEntryResponse> Entries, long LastId, long Missed);

/// <summary>Something that the server logged.</summary>
/// <param name="Id">Counts up by one from 1 with each entry of this run.</param>
/// <param name="Time">When.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Category">Which part of the server.</param>
/// <param name="Event">The number of the kind of event; 0 for one without.</param>
/// <param name="Message">The sentence.</param>
/// <param name="Exception">The fault behind it with its stack, if there is one.</param>
public sealed record LogEntryResponse(long Id, DateTime Time, LogSeverity Level, string Category, int Event, string Message, string? Exception);

/// <summary>How much a log entry matters.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LogSeverity>))]
public enum LogSeverity
{
    /// <summary>For finding faults of the server, in great detail.</summary>
    [JsonStringEnumMemberName("trace")]
    Trace,

    /// <summary>For finding faults.</summary>
    [JsonStringEnumMemberName("debug")]
    Debug,

    /// <summary>Everyday.</summary>
    [JsonStringEnumMemberName("information")]
    Information,

    /// <summary>Worth a look.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Something failed.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>The server can't go on.</summary>
    [JsonStringEnumMemberName("critical")]
    Critical,
}
