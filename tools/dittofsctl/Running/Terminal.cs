namespace DittoFs.Ctl.Running;

/// <summary>Where a person or a script types and reads.</summary>
internal sealed record Terminal
{
    /// <summary>The data that was asked for.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Everything else: questions, confirmations, failures.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What is typed or piped in.</summary>
    public required TextReader Input { get; init; }

    /// <summary>Whether a person can be asked.</summary>
    public required bool CanAsk { get; init; }

    /// <summary>Whether what is printed is looked at, so that colour makes sense.</summary>
    public required bool IsLookedAt { get; init; }

    /// <summary>Reads a line that is not shown.</summary>
    public required Func<string> ReadSecret { get; init; }

    /// <summary>The terminal of this process.</summary>
    public static Terminal Current() => new()
    {
        Output = Console.Out,
        Error = Console.Error,
        Input = Console.In,
        CanAsk = !Console.IsInputRedirected,
        IsLookedAt = !Console.IsOutputRedirected,
        ReadSecret = ReadSecretLine,
    };

    private static string ReadSecretLine()
    {
        var typed = new System.Text.StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    Console.Error.WriteLine();
                    return typed.ToString();
                case ConsoleKey.Backspace:
                    typed.Length = Math.Max(0, typed.Length - 1);
                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                    {
                        typed.Append(key.KeyChar);
                    }

                    break;
            }
        }
    }
}
