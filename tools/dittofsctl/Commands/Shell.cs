using DittoFs.Ctl.Running;

namespace DittoFs.Ctl.Commands;

/// <summary>What all commands share.</summary>
/// <param name="Machine">The machine that they run on.</param>
/// <param name="Options">The options that all understand.</param>
internal sealed record Shell(Machine Machine, GlobalOptions Options);
