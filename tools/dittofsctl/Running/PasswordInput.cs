namespace DittoFs.Ctl.Running;

/// <summary>Where passwords come from: never from the command line, which every user of the machine can read.</summary>
/// <param name="terminal">Where it is typed, or piped in.</param>
/// <param name="fileOption">The option that names a file.</param>
internal sealed class PasswordInput(Terminal terminal, string fileOption = "--password-file")
{
    /// <summary>A password that exists: from <paramref name="file"/> ("-" is standard input), else typed, else the next line of standard input.</summary>
    public string Read(string prompt, string? file)
    {
        if (file is not null and not "-")
        {
            return ReadFile(file);
        }

        return file is null && terminal.CanAsk ? Ask(prompt) : ReadLine(prompt);
    }

    /// <summary>A password to be: as <see cref="Read"/>, but who types it does so twice.</summary>
    public string ReadNew(string prompt, string? file)
    {
        var password = Read(prompt, file);
        if (file is null && terminal.CanAsk && Ask("The same again: ") != password)
        {
            throw new CtlException("The two are not the same. Nothing was done.", ExitCode.Usage);
        }

        return password;
    }

    private string Ask(string prompt)
    {
        terminal.Error.Write(prompt);
        return terminal.ReadSecret();
    }

    private string ReadLine(string prompt) => terminal.Input.ReadLine() is { Length: > 0 } line
        ? line
        : throw new CtlException($"{prompt}nothing came from standard input. Pipe it in, or name a file with {fileOption}.", ExitCode.Usage);

    private string ReadFile(string path)
    {
        try
        {
            // Editors end the last line; no password ends with a line break.
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CtlException($"{fileOption}: {path} can't be read: {exception.Message}", ExitCode.Usage);
        }
    }
}
