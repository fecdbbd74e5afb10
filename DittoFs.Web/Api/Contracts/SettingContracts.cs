using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace DittoFs.Web.Api.Contracts;

/// <summary>A setting of the server, where its value comes from, and what changing it means.</summary>
public sealed record SettingResponse
{
    /// <summary>Its name, such as <c>server.name</c> or <c>Wal:Budget</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What it does.</summary>
    public required string Description { get; init; }

    /// <summary>The kind of its value.</summary>
    public required SettingType Type { get; init; }

    /// <summary>What a number stands for, such as <c>bytes</c> or <c>seconds</c>; null where it needs no unit.</summary>
    public string? Unit { get; init; }

    /// <summary>What is accepted, so that "must be …" is a sentence.</summary>
    public required string Accepts { get; init; }

    /// <summary>What it is when nobody sets it.</summary>
    public required string Default { get; init; }

    /// <summary>What it is; of a secret one only that there is one.</summary>
    public required string Value { get; init; }

    /// <summary>Nobody has set it.</summary>
    public required bool IsDefault { get; init; }

    /// <summary>Where the value comes from.</summary>
    public required SettingSource Source { get; init; }

    /// <summary>Which file, if a file says it.</summary>
    public string? SourceFile { get; init; }

    /// <summary>It can be changed here; else <see cref="HowToChange"/> says where.</summary>
    public required bool Changeable { get; init; }

    /// <summary>Where it is changed instead; null for one that is changed here.</summary>
    public string? HowToChange { get; init; }

    /// <summary>A change has an effect only when the server is started again.</summary>
    public required bool NeedsRestart { get; init; }

    /// <summary>What a change disturbs; null when nobody notices.</summary>
    public string? Disturbs { get; init; }
}

/// <summary>Changes of settings.</summary>
public sealed record UpdateSettingsRequest
{
    /// <summary>New values by key; null returns to the default. All of them are changed or none.</summary>
    /// <example>{"server.name": "filer", "server.mount-host": null}</example>
    [Required, NotEmpty]
    public required IReadOnlyDictionary<string, string?> Values { get; init; }
}

/// <summary>A value for a setting.</summary>
public sealed record SetSettingRequest
{
    /// <summary>The value; null returns to the default.</summary>
    [StringLength(256)]
    public string? Value { get; init; }
}

/// <summary>The kind of a setting's value.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SettingType>))]
public enum SettingType
{
    /// <summary>Text.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    /// <summary>True or false.</summary>
    [JsonStringEnumMemberName("switch")]
    Switch,

    /// <summary>A whole number.</summary>
    [JsonStringEnumMemberName("number")]
    Number,

    /// <summary>A number of bytes, such as <c>256MiB</c>.</summary>
    [JsonStringEnumMemberName("size")]
    Size,

    /// <summary>A length of time, such as <c>30s</c>.</summary>
    [JsonStringEnumMemberName("duration")]
    Duration,

    /// <summary>Several texts with commas between.</summary>
    [JsonStringEnumMemberName("list")]
    List,
}

/// <summary>Where the value of a setting comes from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SettingSource>))]
public enum SettingSource
{
    /// <summary>Nobody has set it.</summary>
    [JsonStringEnumMemberName("default")]
    Default,

    /// <summary>The control plane's database: console, REST and dittofsctl change it.</summary>
    [JsonStringEnumMemberName("database")]
    Database,

    /// <summary>A configuration file.</summary>
    [JsonStringEnumMemberName("file")]
    File,

    /// <summary>The environment.</summary>
    [JsonStringEnumMemberName("environment")]
    Environment,

    /// <summary>The command line.</summary>
    [JsonStringEnumMemberName("command-line")]
    CommandLine,
}
