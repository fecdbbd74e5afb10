namespace DittoFs.Ctl.Output;

/// <summary>How results are printed.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>JSON, as the API has it.</summary>
    Json,

    /// <summary>The same as YAML.</summary>
    Yaml,
}
