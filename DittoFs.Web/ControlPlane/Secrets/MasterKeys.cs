using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using DittoFs.Storage;
using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.Platform;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.ControlPlane.Secrets;

/// <summary>
/// The master key: from the file that the environment names, else made in the data directory. While secrets move from one key to another there are two, both on disk, so that
/// a crash at any point leaves every secret readable:
/// <code>
/// prepare   master-key.next is written; new secrets are sealed with it
/// reseal    one transaction of the database
/// finish    master-key.next becomes master-key
/// </code>
/// </summary>
internal sealed class MasterKeys(HostArguments arguments, StorageOptions storage)
{
    /// <summary>The environment variable that names the key's file.</summary>
    public const string FileVariable = "DITTOFS_MASTER_KEY_FILE";

    /// <summary>The environment variable that names the file of the key before this one.</summary>
    public const string PreviousFileVariable = "DITTOFS_MASTER_KEY_PREVIOUS_FILE";

    /// <summary>Length of a key.</summary>
    public const int KeyBytes = 32;

    private readonly string _path = Path.Combine(storage.DataDirectory, "master-key");
    private readonly string _nextPath = Path.Combine(storage.DataDirectory, "master-key.next");
    private readonly Lock _gate = new();
    private volatile KeySet? _present;

    /// <summary>The keys that are in use.</summary>
    /// <exception cref="SettingsException">A file that the environment names can't be used.</exception>
    /// <exception cref="InvalidDataException">The key of the data directory is damaged.</exception>
    public KeySet Present
    {
        get
        {
            lock (_gate)
            {
                return _present ??= Load();
            }
        }
    }

    /// <summary>Whether the key comes from outside, so that its keeper replaces it.</summary>
    public bool IsExternal => arguments.Environment.ContainsKey(FileVariable);

    /// <summary>First step: from now on secrets are sealed with a new key, and the present one still opens. Does nothing when that was done already.</summary>
    public void Prepare()
    {
        lock (_gate)
        {
            _present ??= Load();
            if (_present.Older.IsEmpty)
            {
                var next = RandomNumberGenerator.GetBytes(KeyBytes);
                DurableFile.Replace(_nextPath, next);
                _present = new KeySet(next, [_present.Sealing]);
            }
        }
    }

    /// <summary>Last step, when no secret needs an older key any more.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            if (IsExternal)
            {
                // The key that this directory had before is worth nothing now, and should not lie beside the data.
                File.Delete(_path);
                File.Delete(_nextPath);
            }
            else if (File.Exists(_nextPath))
            {
                DurableFile.Move(_nextPath, _path);
            }

            _present = new KeySet((_present ?? Load()).Sealing, []);
        }
    }

    private KeySet Load()
    {
        if (arguments.Environment.TryGetValue(FileVariable, out var file))
        {
            var own = new[] { _nextPath, _path }.Where(File.Exists).Select(path => SecretFile.ReadOrCreate(path, KeyBytes));
            var previous = arguments.Environment.TryGetValue(PreviousFileVariable, out var other) ? [ReadExternal(PreviousFileVariable, other)] : Array.Empty<byte[]>();
            return new KeySet(ReadExternal(FileVariable, file), [.. previous, .. own]);
        }

        // A next key without a present one can't be: the one becomes the other in one step.
        var present = SecretFile.ReadOrCreate(_path, KeyBytes);
        return File.Exists(_nextPath) ? new KeySet(SecretFile.ReadOrCreate(_nextPath, KeyBytes), [present]) : new KeySet(present, []);
    }

    private static byte[] ReadExternal(string variable, string path)
    {
        try
        {
            var content = File.ReadAllBytes(path);
            return content.Length == KeyBytes ? content : Decode(Encoding.UTF8.GetString(content).Trim())
                ?? throw new SettingsException($"{variable} = {path}: must have {KeyBytes} bytes, or these as 64 hexadecimal digits or in base64.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{variable} = {path}: {exception.Message}");
        }
    }

    private static byte[]? Decode(string text)
    {
        if (text.Length == 2 * KeyBytes && text.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(text);
        }

        var key = new byte[KeyBytes];
        return Convert.TryFromBase64String(text, key, out var written) && written == KeyBytes ? key : null;
    }
}

/// <summary>The keys that are in use at one moment.</summary>
/// <param name="Sealing">What secrets are sealed with.</param>
/// <param name="Older">What opens secrets that were sealed before; empty except while they move.</param>
internal sealed record KeySet(byte[] Sealing, ImmutableArray<byte[]> Older);
