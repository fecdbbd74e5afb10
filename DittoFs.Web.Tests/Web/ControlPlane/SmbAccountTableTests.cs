using DittoFs.Protocols.Authentication;
using DittoFs.Web.ControlPlane.Running;

namespace DittoFs.Web.Tests.Web.ControlPlane;

public sealed class SmbAccountTableTests
{
    [Fact]
    public void Find_WhateverTheCase_FindsAccountsAndNames()
    {
        var table = Make(Account("Alice", "1"));

        Assert.Equal(1000u, table.Find("ALICE")?.Uid);
        Assert.Null(table.Find("bob"));
        Assert.Equal(("Alice", 1000u), (table.FindUserName(1000), table.FindUser("alice")));
        Assert.Equal(("staff", 50u), (table.FindGroupName(50), table.FindGroup("STAFF")));
    }

    [Fact]
    public void After_NothingChanged_KeepsTheObjects()
    {
        var before = Make(Account("alice", "1"));
        var (table, hasChanged) = Make(Account("alice", "1")).After(before);

        Assert.False(hasChanged);
        Assert.Same(before.Find("alice"), table.Find("alice"));
    }

    [Fact]
    public void After_StampGroupsOrAccountsChanged_SaysSo()
    {
        var before = Make(Account("alice", "1"), Account("bob", "1"));

        Assert.True(Make(Account("alice", "2"), Account("bob", "1")).After(before).HasChanged);
        Assert.True(Make(Account("alice", "1") with { Groups = [7] }, Account("bob", "1")).After(before).HasChanged);
        var (without, hasChanged) = Make(Account("alice", "1")).After(before);
        Assert.True(hasChanged);
        Assert.Same(before.Find("alice"), without.Find("alice"));
    }

    private static SmbAccountTable Make(params NtlmAccount[] accounts) => new(
        accounts, accounts.Take(1).Select(account => KeyValuePair.Create(account.Uid, account.Name)), [KeyValuePair.Create(50u, "staff")], null);

    private static NtlmAccount Account(string name, string stamp) => new(name, 1000, 1000, [50], new byte[16], stamp);
}
