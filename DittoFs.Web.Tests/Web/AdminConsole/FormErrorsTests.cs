using DittoFs.Web.AdminConsole.Controls;
using DittoFs.Web.Api.Contracts;
using DittoFs.Web.ControlPlane;

namespace DittoFs.Web.Tests.Web.AdminConsole;

public sealed class FormErrorsTests
{
    private readonly FormErrors errors = new();

    [Fact]
    public void Check_OfABadName_PutsTheRuleAtTheField()
    {
        Assert.False(errors.Check(new CreateGroupRequest { Name = "no spaces" }));
        Assert.Equal(Patterns.AccountNameRule, errors["name"]);
    }

    [Fact]
    public void Take_OfAFieldOfTheForm_PutsItThere()
    {
        errors.Take(new Failure(ControlPlaneError.GroupExists, "Another group has this name.", "name"), "Name");

        Assert.Equal(("Another group has this name.", null), (errors["Name"], errors.Whole));
    }

    [Fact]
    public void Take_OfAnotherField_SpeaksOfTheWhole()
    {
        errors.Take(new Failure(ControlPlaneError.FieldInvalid, "The store is gone.", "blockStore"), "Name");

        Assert.Equal("The store is gone.", errors.Whole);
    }
}
