using System.Security.Cryptography;
using System.Text;
using DittoFs.Storage;
using DittoFs.Web.ControlPlane.Accounts;
using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.Platform;
using DittoFs.Web.Hosting.Settings;

namespace DittoFs.Web.ControlPlane.FirstStart;

/// <summary>
/// The password of the first administrator: given from outside, or made up and then told once, on the terminal or in a file of mode 0600 that the first
/// sign-in removes.
/// </summary>
internal sealed class InitialPassword(HostArguments arguments, StorageOptions storage, ILogger<InitialPassword> log)
{
    /// <summary>The environment variable that gives the password.</summary>
    public const string Variable = "DITTOFS_ADMIN_INITIAL_PASSWORD";

    /// <summary>The environment variable that names a file with the password.</summary>
    public const string FileVariable = Variable + "_FILE";

    // No characters that are mistaken for others.
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int Length = 20;

    private string? untold;

    /// <summary>The file that tells a password which nobody at a terminal could be told.</summary>
    public string Path { get; } = System.IO.Path.Combine(storage.DataDirectory, "initial-admin-password");

    /// <summary>Takes or makes the password of <paramref name="userName"/>, and tells it if it was made.</summary>
    /// <returns>The password, and whether it must be changed at the first sign-in.</returns>
    /// <exception cref="SettingsException">The password that was given can't be used.</exception>
    public (string Password, bool MustChange) Choose(string userName)
    {
        if (ReadGiven() is { } given)
        {
            return PasswordService.Check(userName, given, "password") is { } failure ? throw new SettingsException($"{Variable}: {failure.Message}") : (given, false);
        }

        var made = RandomNumberGenerator.GetString(Alphabet, Length);
        Tell(made);
        return (made, true);
    }

    /// <summary>The password to show on the terminal: once, then no more.</summary>
    public string? TakeUntold() => Interlocked.Exchange(ref untold, null);

    /// <summary>Removes the file: its reader has signed in.</summary>
    public void Forget()
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.InitialPasswordStays(Path, exception.Message);
        }
    }

    private void Tell(string password)
    {
        if (arguments.HasTerminal)
        {
            untold = password;
        }
        else
        {
            DurableFile.Replace(Path, Encoding.UTF8.GetBytes(password + "\n"));
        }
    }

    private string? ReadGiven()
    {
        if (arguments.Environment.TryGetValue(Variable, out var given))
        {
            return given;
        }

        if (!arguments.Environment.TryGetValue(FileVariable, out var path))
        {
            return null;
        }

        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{FileVariable} = {path}: {exception.Message}");
        }
    }
}
