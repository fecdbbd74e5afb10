using DittoFs.Protocols.Authentication;
using DittoFs.Storage.Primitives;

namespace DittoFs.Web.Tests.Protocols.Authentication;

public sealed class CredentialTableTests
{
    private static readonly CredentialTable Table = new([KeyValuePair.Create<uint, IReadOnlyList<uint>>(1001, [5, 6])]);

    [Fact]
    public void Caller_WhoIsKnown_GetsTheKnownGroupsToo()
    {
        var caller = Table.Complete(new Caller(1001, 1, [6, 7]));

        Assert.Equal((1001u, 1u), (caller.Uid, caller.Gid));
        Assert.Equal([5u, 6u, 7u], caller.Groups.Order());
    }

    [Fact]
    public void Caller_WhoIsUnknownOrNamesNobody_StaysAsHeIs()
    {
        var unknown = new Caller(1002, 1, [6]);

        Assert.Same(unknown, Table.Complete(unknown));
        Assert.Same(unknown, CredentialTable.Empty.Complete(unknown));
        Assert.Same(Caller.Anonymous, new CredentialTable([KeyValuePair.Create<uint, IReadOnlyList<uint>>(65534, [5])]).Complete(Caller.Anonymous));
    }
}
