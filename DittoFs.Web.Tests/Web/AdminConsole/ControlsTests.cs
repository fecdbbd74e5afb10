using Bunit;
using DittoFs.Web.AdminConsole.Controls;

namespace DittoFs.Web.Tests.Web.AdminConsole;

public sealed class ControlsTests : BunitContext
{
    [Theory]
    [InlineData(State.Ok, "circle")]
    [InlineData(State.Busy, "path")]
    [InlineData(State.Warning, "path")]
    [InlineData(State.Danger, "rect")]
    public void StateBadge_ShowsAWordAndAShape(State state, string shape)
    {
        var badge = Render<StateBadge>(parameters => parameters.Add(control => control.Value, state).Add(control => control.Text, "Some word"));

        Assert.Equal("Some word", badge.Find("span > span").TextContent);
        Assert.NotNull(badge.Find($"svg {shape}"));
    }

    [Fact]
    public void Segments_OnAClick_TellTheChoiceAndMarkThePresentOne()
    {
        var chosen = "";
        var segments = Render<Segments<string>>(parameters => parameters
            .Add(control => control.Label, "Range")
            .Add(control => control.Options, ["5 min", "1 h"])
            .Add(control => control.Name, option => option)
            .Add(control => control.Value, "5 min")
            .Add(control => control.ValueChanged, option => chosen = option));

        segments.FindAll("button")[1].Click();

        Assert.Equal("1 h", chosen);
        Assert.Equal("true", segments.FindAll("button")[0].GetAttribute("aria-pressed"));
    }

    [Fact]
    public void TextField_WithAnError_TiesItToTheInput()
    {
        var field = Render<TextField>(parameters => parameters.Add(control => control.Label, "Name").Add(control => control.Error, "Too long"));

        var input = field.Find("input");
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        Assert.Equal("Too long", field.Find($"#{input.GetAttribute("aria-describedby")}").TextContent);
        Assert.Equal(input.Id, field.Find("label").GetAttribute("for"));
    }

    [Fact]
    public void SelectField_OnAChoice_TellsTheValueAndNotItsText()
    {
        var chosen = 0;
        var field = Render<SelectField<int>>(parameters => parameters
            .Add(control => control.Label, "Level")
            .Add(control => control.Options, [10, 20])
            .Add(control => control.Name, option => $"level {option}")
            .Add(control => control.Value, 10)
            .Add(control => control.ValueChanged, option => chosen = option));

        field.Find("select").Change("1");

        Assert.Equal(20, chosen);
    }

    [Theory]
    [InlineData("overview")]
    [InlineData("trash")]
    public void Icon_IsHiddenFromScreenReaders(string name) =>
        Assert.Equal("true", Render<Icon>(parameters => parameters.Add(control => control.Name, name)).Find("svg").GetAttribute("aria-hidden"));
}
