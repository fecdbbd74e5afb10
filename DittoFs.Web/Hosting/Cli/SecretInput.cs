namespace DittoFs.Web.Hosting.Cli;

/// <summary>Where verbs get passwords and passphrases from: never from the command line, which every user of the machine can read.</summary>
internal static class SecretInput
{
    /// <summary>The first line of <paramref name="path"/>; "-" is standard input.</summary>
    public static string ReadFile(string path)
    {
        try
        {
            using var reader = path == "-" ? Console.In : File.OpenText(path);
            return reader.ReadLine() is { Length: > 0 } line ? line : throw new CliException($"{path}: the first line is empty.", ExitCode.Data);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path}: {exception.Message}", ExitCode.File);
        }
    }

    /// <summary>The first line of <paramref name="path"/>, else what a person at the terminal types without its being shown.</summary>
    /// <param name="path">A file, "-", or null to ask.</param>
    /// <param name="prompt">What is asked for.</param>
    /// <param name="twice">Asks a second time, and takes only the same.</param>
    public static string Read(string? path, string prompt, bool twice)
    {
        if (path is not null)
        {
            return ReadFile(path);
        }

        if (Console.IsInputRedirected)
        {
            throw new CliException($"{prompt}: nobody can be asked here. Name a file with --passphrase-file.", ExitCode.Usage);
        }

        var typed = Ask($"{prompt}: ");
        return !twice || Ask("The same again: ") == typed ? typed : throw new CliException("The two are not the same. Nothing was done.", ExitCode.Usage);
    }

    private static string Ask(string prompt)
    {
        Console.Error.Write(prompt);
        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
