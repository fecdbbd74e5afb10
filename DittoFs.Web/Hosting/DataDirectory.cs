using DittoFs.Web.Hosting.Platform;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.Hosting;

/// <summary>Where the server keeps what must last, and who may look into it.</summary>
internal static class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary><c>/var/lib/dittofs</c> for root, else <c>dittofs</c> in <c>$XDG_DATA_HOME</c> or <c>~/.local/share</c>.</summary>
    public static string Default() => NativeMethods.GetEffectiveUserId() == 0
        ? "/var/lib/dittofs"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "dittofs");

    /// <summary>
    /// Makes the directory with mode 0700. One that exists must have that mode; an empty one is given it. Others' rights in a directory that
    /// holds something are never changed: it may not be ours.
    /// </summary>
    /// <exception cref="SettingsException">It can't be made, or others may look into it.</exception>
    public static void Prepare(string path)
    {
        try
        {
            Directory.CreateDirectory(path, OwnerOnly);
            if ((File.GetUnixFileMode(path) & Others) != 0)
            {
                Tighten(path);
            }

            Directory.CreateDirectory(Path.Combine(path, "run"), OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"DataDirectory = {path}: must be a directory that this user can make and write: {exception.Message}");
        }
    }

    private static void Tighten(string path)
    {
        if (Directory.EnumerateFileSystemEntries(path).Any())
        {
            var mode = Convert.ToString((int)File.GetUnixFileMode(path), 8);
            throw new SettingsException($"DataDirectory = {path}: must have mode 0700, and has {mode}: others could read every share. Run: chmod 700 {path}");
        }

        File.SetUnixFileMode(path, OwnerOnly);
    }
}
