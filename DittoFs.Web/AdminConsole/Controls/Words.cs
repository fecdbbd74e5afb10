using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>The control plane's words as the console says them.</summary>
internal static class Words
{
    /// <summary>All levels, the least first.</summary>
    public static IReadOnlyList<PermissionLevel> Levels { get; } = Enum.GetValues<PermissionLevel>();

    /// <summary>A permission.</summary>
    public static string Of(PermissionLevel level) => level switch
    {
        PermissionLevel.None => "No access",
        PermissionLevel.Read => "Read",
        PermissionLevel.ReadWrite => "Read and write",
        PermissionLevel.Admin => "Admin",
    };

    /// <summary>A role.</summary>
    public static string Of(AccountRole role) => role switch
    {
        AccountRole.User => "User",
        AccountRole.Operator => "Operator",
        AccountRole.Admin => "Administrator",
    };

    /// <summary>What a role may do.</summary>
    public static string Describe(AccountRole role) => role switch
    {
        AccountRole.User => "Uses shares; sees and changes only itself here.",
        AccountRole.Operator => "Sees everything; enables and disables shares and adapters.",
        AccountRole.Admin => "May do everything.",
    };

    /// <summary>A durability.</summary>
    public static string Of(DurabilityKind durability) => durability switch
    {
        DurabilityKind.Local => "Safe on disk",
        DurabilityKind.Writeback => "Fast, may lose the last moments",
        DurabilityKind.Remote => "Safe beyond this server",
    };

    /// <summary>What an acknowledgement means.</summary>
    public static string Describe(DurabilityKind durability) => durability switch
    {
        DurabilityKind.Local => "When a client is told that its data is stable, it is synced to this server's disk. A power cut loses nothing.",
        DurabilityKind.Writeback => "Answers come from memory and are synced within a tenth of a second. A power cut loses at most that much. For scratch data.",
        DurabilityKind.Remote => "When a client is told that its data is stable, it is in the block store and in PostgreSQL. Losing this server with its disk loses nothing. Slower.",
    };

    /// <summary>An encryption over SMB.</summary>
    public static string Of(EncryptionKind encryption) => encryption switch
    {
        EncryptionKind.Offered => "As the client wants",
        EncryptionKind.Required => "Required",
        EncryptionKind.Off => "Off",
    };

    /// <summary>A treatment of identities.</summary>
    public static string Of(SquashKind squash) => squash switch
    {
        SquashKind.RootToGuest => "Root becomes a guest",
        SquashKind.None => "Everybody stays himself",
        SquashKind.RootToAdmin => "Root is trusted",
        SquashKind.AllToGuest => "Everybody becomes a guest",
        SquashKind.AllToAdmin => "Everybody becomes root",
    };

    /// <summary>A store's technology.</summary>
    public static string Of(StoreKind kind) => kind switch
    {
        StoreKind.Memory => "Memory",
        StoreKind.RocksDb => "RocksDB",
        StoreKind.FileSystem => "Directory",
        StoreKind.S3 => "S3 bucket",
        StoreKind.Postgres => "PostgreSQL",
        StoreKind.Custom => "Added type",
    };

    /// <summary>What a store's technology is good for.</summary>
    public static string Describe(StoreKind kind) => kind switch
    {
        StoreKind.Memory => "Gone at the next start. For trying things out.",
        StoreKind.RocksDb => "The database inside of the data directory. Nothing to set up.",
        StoreKind.FileSystem => "Files below a directory of this server.",
        StoreKind.S3 => "Objects in a bucket, at AWS or any service that speaks S3.",
        StoreKind.Postgres => "A database that many shares may be in, on this machine or another.",
        StoreKind.Custom => "A type that was added to this server.",
    };

    /// <summary>The state of something that is wanted, as a badge shows it.</summary>
    public static (State State, string Text) Of(RunStatus status) => status.State switch
    {
        RunState.Running => (State.Ok, "Running"),
        RunState.Changing => (State.Busy, "Changing"),
        RunState.Failed => (State.Danger, "Failed"),
        RunState.Stopped => (State.Idle, "Off"),
    };

    /// <summary>The state of long work, as a badge shows it.</summary>
    public static State StateOf(JobState state) => state switch
    {
        JobState.Running => State.Busy,
        JobState.Done => State.Ok,
        JobState.Failed => State.Danger,
        JobState.Cancelled => State.Idle,
    };

    /// <summary>The level of a log entry, as a badge shows it.</summary>
    public static State Of(LogSeverity level) => level switch
    {
        LogSeverity.Trace or LogSeverity.Debug => State.Idle,
        LogSeverity.Information => State.Ok,
        LogSeverity.Warning => State.Warning,
        LogSeverity.Error or LogSeverity.Critical => State.Danger,
    };

    /// <summary>Where a setting comes from.</summary>
    public static string Of(SettingSource source) => source switch
    {
        SettingSource.Default => "Default",
        SettingSource.Database => "Set here",
        SettingSource.File => "File",
        SettingSource.Environment => "Environment",
        SettingSource.CommandLine => "Command line",
    };

    /// <summary>A point in time to the minute, in UTC as the logs and the API have it.</summary>
    public static string OfUtc(DateTime time) => time.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A number with its noun, where more than one have a word of their own.</summary>
    public static string Count(long count, string noun, string several) => $"{count} {(count == 1 ? noun : several)}";

    /// <summary>A number with its noun.</summary>
    public static string Count(long count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
