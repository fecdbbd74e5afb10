using DittoFs.Storage.Primitives;

namespace DittoFs.Storage.Files;

/// <content>What is refused, and by which rule.</content>
internal sealed partial class ShareFileSystem
{
    /// <inheritdoc/>
    public void NoteRefusal(CallContext context, string operation, AccessRule rule) =>
        refusals.Add(ShareId, new OperationSubject(context, operation, NodeId.Root), rule, FsError.AccessDenied, Resolve(context).Caller.Uid);

    private static bool IsRefusal(FsError error) => error is FsError.AccessDenied or FsError.NotPermitted or FsError.ReadOnly or FsError.QuotaExceeded;

    /// <summary>Takes note of an operation that ended in <paramref name="error"/>.</summary>
    private void NoteRefused(in OperationSubject subject, FsError error, AccessRule found)
    {
        var context = subject.Context;
        if (context.Protocol == FileProtocol.Internal)
        {
            return;
        }

        var access = Resolve(context);
        var rule = access.ExplainRefusal(error, found);
        if (access.Denial != FsError.None)
        {
            // After any refusal an NFS server looks for attributes to answer with, and is refused these as well.
            if (subject.Operation == AttributesOperation && context.WasRefused)
            {
                return;
            }

            context.WasRefused = true;
        }

        refusals.Add(ShareId, subject, rule, error, access.Caller.Uid);
    }
}
