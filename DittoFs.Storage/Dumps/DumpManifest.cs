using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace DittoFs.Storage.Dumps;

/// <summary>What the last block of a dump says of the others.</summary>
internal sealed record DumpManifest
{
    /// <summary>The version that this build writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The layout's version.</summary>
    [JsonPropertyName("format"), JsonRequired]
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Whose rows these are.</summary>
    [JsonPropertyName("share"), JsonRequired]
    public Guid Share { get; init; }

    /// <summary>The share's name, for people.</summary>
    [JsonPropertyName("name"), JsonRequired]
    public string Name { get; init; } = "";

    /// <summary>The dump's number.</summary>
    [JsonPropertyName("number"), JsonRequired]
    public uint Number { get; init; }

    /// <summary>The moment of which the rows are.</summary>
    [JsonPropertyName("time"), JsonRequired]
    public DateTimeOffset Time { get; init; }

    /// <summary>The blocks of rows, in order.</summary>
    [JsonPropertyName("rows"), JsonRequired]
    public IReadOnlyList<DumpPart> Rows { get; init; } = [];

    /// <summary>The blocks with the ids of blocks that the rows name.</summary>
    [JsonPropertyName("needed"), JsonRequired]
    public IReadOnlyList<DumpPart> Needed { get; init; } = [];
}

/// <summary>One block of a dump.</summary>
/// <param name="Length">Its plain bytes.</param>
/// <param name="Sha256">Their checksum, in hexadecimal digits.</param>
internal sealed record DumpPart([property: JsonPropertyName("length"), JsonRequired] int Length, [property: JsonPropertyName("sha256"), JsonRequired] string Sha256)
{
    /// <summary>What is said of <paramref name="bytes"/>.</summary>
    public static DumpPart Of(ReadOnlySpan<byte> bytes) => new(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
}

/// <summary>How manifests and owners are written.</summary>
[JsonSerializable(typeof(DumpManifest))]
[JsonSerializable(typeof(OwnerRecord))]
internal sealed partial class DumpJson : JsonSerializerContext;
