namespace DittoFs.CommandLine;

/// <summary>The lines by which a shell asks a program of ours what may come next on its command line. Compiled into each of them.</summary>
internal static class ShellCompletion
{
    /// <summary>The shells that there are scripts for.</summary>
    public static string[] Shells { get; } = ["bash", "zsh", "fish", "powershell"];

    /// <summary>The script of a shell for <paramref name="program"/>, which must be in the PATH by that name.</summary>
    public static string ScriptOf(string shell, string program) => Template(shell).Replace("PROGRAM", program, StringComparison.Ordinal);

    // Each gives the program the line so far and the cursor's place in it, by the [suggest] directive of its parser, and offers the lines that come back.
    private static string Template(string shell) => shell switch
    {
        "bash" => """
            # PROGRAM completion for bash: source <(PROGRAM completion bash)
            _PROGRAM_complete() {
                local IFS=$'\n'
                mapfile -t COMPREPLY < <(compgen -W "$(PROGRAM "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}")
            }
            complete -o default -F _PROGRAM_complete PROGRAM

            """,
        "zsh" => """
            #compdef PROGRAM
            # PROGRAM completion for zsh: source <(PROGRAM completion zsh), after compinit
            _PROGRAM() {
                local -a words_found
                words_found=("${(@f)$(PROGRAM "[suggest:${#BUFFER[1,CURSOR]}]" "${BUFFER}" 2>/dev/null)}")
                (( ${#words_found} )) && [[ -n ${words_found[1]} ]] && compadd -- "${words_found[@]}" || _files
            }
            compdef _PROGRAM PROGRAM

            """,
        "fish" => """
            # PROGRAM completion for fish: PROGRAM completion fish | source
            function __PROGRAM_complete
                set -l line (commandline -cp)
                PROGRAM "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c PROGRAM -a '(__PROGRAM_complete)'

            """,
        "powershell" => """
            # PROGRAM completion for PowerShell: PROGRAM completion powershell | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName PROGRAM -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                PROGRAM "[suggest:$cursorPosition]" "$commandAst" 2>$null | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """,
        _ => throw new ArgumentOutOfRangeException(nameof(shell), shell, "No such shell."),
    };
}
