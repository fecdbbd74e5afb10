using System.Collections.Immutable;
using System.Text.Json;
using DittoFs.Storage;
using DittoFs.Storage.Shares;
using DittoFs.Web.Hosting.Platform;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting.Shares;

/// <summary>
/// The shares that this server is told to run: <c>shares.json</c> in the data directory. Only the owner of the directory's lock reads or
/// writes it.
/// </summary>
internal sealed class ShareDefinitionFile(StorageOptions storage)
{
    private const int FormatVersion = 1;

    /// <summary>Where the file lies.</summary>
    public string Path { get; } = System.IO.Path.Combine(storage.DataDirectory, "shares.json");

    /// <summary>The stored definitions; none when the file does not exist.</summary>
    /// <exception cref="SettingsException">The file can't be understood; nothing is guessed.</exception>
    public ImmutableArray<ShareDefinition> Load()
    {
        if (!File.Exists(Path))
        {
            return [];
        }

        try
        {
            return Parse(File.ReadAllBytes(Path));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{Path}: {exception.Message}");
        }
    }

    /// <summary>Stores <paramref name="definitions"/>; durable when it returns.</summary>
    /// <exception cref="SettingsException">It could not be written; the old definitions are as they were.</exception>
    public void Save(IEnumerable<ShareDefinition> definitions)
    {
        var document = new ShareDocument(FormatVersion, [.. definitions.Select(ShareEntryMap.ToEntry)]);
        try
        {
            DurableFile.Replace(Path, JsonSerializer.SerializeToUtf8Bytes(document, ShareDocumentJson.Default.ShareDocument));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{Path}: {exception.Message}");
        }
    }

    private static ImmutableArray<ShareDefinition> Parse(byte[] content)
    {
        var document = JsonSerializer.Deserialize(content, ShareDocumentJson.Default.ShareDocument) ?? throw new FormatException("The file is empty.");
        if (document.FormatVersion != FormatVersion)
        {
            throw new FormatException($"Format {document.FormatVersion} is not known to this version of the server, which knows {FormatVersion}.");
        }

        var definitions = document.Shares.Select(ShareEntryMap.ToDefinition).ToImmutableArray();
        RequireDistinct(definitions);
        return definitions;
    }

    private static void RequireDistinct(ImmutableArray<ShareDefinition> definitions)
    {
        if (definitions.DistinctBy(share => share.Name).Count() != definitions.Length || definitions.DistinctBy(share => share.Id).Count() != definitions.Length)
        {
            throw new FormatException("Two shares have the same name or the same id.");
        }
    }
}
