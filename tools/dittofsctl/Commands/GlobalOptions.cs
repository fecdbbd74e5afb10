using System.CommandLine;
using DittoFs.Ctl.Output;

namespace DittoFs.Ctl.Commands;

/// <summary>Options that every command understands.</summary>
internal sealed class GlobalOptions
{
    /// <summary>Which server and account.</summary>
    public Option<string?> Context { get; } = new("--context")
    {
        Description = "Uses this context instead of the current one. DITTOFSCTL_CONTEXT does the same.",
        HelpName = "NAME",
        Recursive = true,
    };

    /// <summary>The form of results.</summary>
    public Option<OutputFormat> Output { get; } = new("--output", "-o")
    {
        Description = "The form of results: table for people; json and yaml have everything, with the names of the REST API.",
        HelpName = "table|json|yaml",
        DefaultValueFactory = _ => OutputFormat.Table,
        CustomParser = result => result.Tokens[0].Value switch
        {
            "table" => OutputFormat.Table,
            "json" => OutputFormat.Json,
            "yaml" => OutputFormat.Yaml,
            var other => Refuse(result, other),
        },
        Recursive = true,
    };

    /// <summary>Nothing but names.</summary>
    public Option<bool> Quiet { get; } = new("--quiet", "-q")
    {
        Description = "Tables show names alone, one a line and without a head; changes that succeed say nothing.",
        Recursive = true,
    };

    /// <summary>No colours.</summary>
    public Option<bool> NoColour { get; } = new("--no-color")
    {
        Description = "Uses no colours. They are only used on a terminal, and not when NO_COLOR is set.",
        Recursive = true,
    };

    /// <summary>No questions; for the commands that ask one.</summary>
    public Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Answers the question with yes." };

    /// <summary>Adds the options that hold everywhere.</summary>
    public void AddTo(Command root)
    {
        Output.CompletionSources.Clear();
        Output.CompletionSources.Add("table", "json", "yaml");
        root.Add(Context);
        root.Add(Output);
        root.Add(Quiet);
        root.Add(NoColour);
    }

    private static OutputFormat Refuse(System.CommandLine.Parsing.ArgumentResult result, string word)
    {
        result.AddError($"--output {word}: must be table, json or yaml.");
        return OutputFormat.Table;
    }
}
