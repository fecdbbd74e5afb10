using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <summary>What an operation is, for the list of refusals.</summary>
/// <param name="Context">Who asks.</param>
/// <param name="Operation">What for, in a word or two.</param>
/// <param name="Node">On what; the directory of an operation on a name.</param>
/// <param name="Name">The name in the directory, if there is one; valid while the operation runs.</param>
internal readonly record struct OperationSubject(CallContext Context, string Operation, NodeId Node, FileName? Name = null);
