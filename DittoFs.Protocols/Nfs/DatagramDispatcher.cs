using DittoFs.Protocols.Nlm.V4;
using DittoFs.Protocols.Nsm.V1;
using DittoFs.Protocols.Rpc;

namespace DittoFs.Protocols.Nfs;

/// <summary>What is served over UDP: the lock manager and the status monitor, whose messages are small. NFS and MOUNT are not.</summary>
/// <param name="Dispatcher">The dispatcher of those programs.</param>
internal sealed record DatagramDispatcher(RpcDispatcher Dispatcher)
{
    /// <summary>True for a program that goes over UDP too.</summary>
    public static bool Serves(RpcProgram program) => program.Number is NlmProcedures.Program or NsmV1Program.ProgramNumber;
}
