namespace DittoFs.Web.Tests.Architecture;

/// <summary>The checker itself: a rule that can't fail would be worth nothing.</summary>
public sealed class ImportRuleTests
{
    private const string Samples = "DittoFs.Web.Tests.Architecture.Samples";

    private static readonly IReadOnlySet<TypeUse> Uses = AssemblyUses.Of(typeof(ImportRuleTests).Assembly);

    [Theory]
    [InlineData("CallsInBody")]
    [InlineData("NamesInSignature")]
    [InlineData("CallsInStateMachine")]
    [InlineData("TestsType")]
    public void Violation_OfAnyForm_IsFound(string offender)
    {
        var rule = new ImportRule($"{Samples}.Guilty", [$"{Samples}.Forbidden"], []);

        Assert.Contains($"{Samples}.Guilty.{offender} uses {Samples}.Forbidden.Target", rule.ViolationsIn(Uses));
    }

    [Fact]
    public void Violation_OfAnExceptedType_IsAllowed()
    {
        var rule = new ImportRule($"{Samples}.Guilty", [$"{Samples}.Forbidden"], [$"{Samples}.Forbidden.Target"]);

        Assert.Empty(rule.ViolationsIn(Uses));
    }

    [Fact]
    public void Bystander_NamesNothingForbidden_IsNotAccused()
    {
        var rule = new ImportRule($"{Samples}.Innocent", [Samples], []);

        Assert.Contains(Uses, use => use.From == $"{Samples}.Innocent.Bystander");
        Assert.Empty(rule.ViolationsIn(Uses));
    }
}
