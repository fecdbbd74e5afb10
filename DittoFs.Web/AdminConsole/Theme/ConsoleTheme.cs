using MudBlazor;

namespace DittoFs.Web.AdminConsole.Theme;

/// <summary>
/// The console's looks: one accent, four state colours, neutral surfaces in two depths. <c>wwwroot/console.css</c> takes every colour from here, by way
/// of the variables that MudBlazor makes of a theme.
/// </summary>
internal static class ConsoleTheme
{
    private static readonly string[] Sans = ["Geist", "system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"];

    /// <summary>The light palette, for documents of that scheme.</summary>
    public static MudTheme Light { get; } = Make("light");

    /// <summary>The dark palette, for documents of that scheme.</summary>
    public static MudTheme Dark { get; } = Make("dark");

    private static MudTheme Make(string scheme) => new()
    {
        PseudoCss = new PseudoCss { Scope = $":root[data-scheme={scheme}]" },
        PaletteLight = MakeLight(),
        PaletteDark = MakeDark(),
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
        Typography = MakeTypography(),
        Shadows = MakeFlat(),
    };

    private static PaletteLight MakeLight() => new()
    {
        Background = "#f7f7f8",
        BackgroundGray = "#f0f0f2",
        Surface = "#ffffff",
        DrawerBackground = "#f7f7f8",
        AppbarBackground = "#f7f7f8",
        AppbarText = "#1b1b1f",
        TextPrimary = "#1b1b1f",
        TextSecondary = "#5c5f69",
        TextDisabled = "#8d909a",
        ActionDefault = "#5c5f69",
        ActionDisabled = "#a5a8b0",
        ActionDisabledBackground = "#ececef",
        LinesDefault = "#e3e4e8",
        LinesInputs = "#c9cbd2",
        Divider = "#e3e4e8",
        TableLines = "#e9eaed",
        TableHover = "#f5f5f7",
        Primary = "#4f46d8",
        PrimaryContrastText = "#ffffff",
        Secondary = "#5c5f69",
        Success = "#157a3c",
        Info = "#0b69a3",
        Warning = "#93590a",
        Error = "#c0262d",
        OverlayDark = "rgba(20,20,26,.35)",
    };

    private static PaletteDark MakeDark() => new()
    {
        Background = "#0f1013",
        BackgroundGray = "#0b0c0e",
        Surface = "#16181c",
        DrawerBackground = "#0f1013",
        AppbarBackground = "#0f1013",
        AppbarText = "#ecedf0",
        TextPrimary = "#ecedf0",
        TextSecondary = "#a0a4ae",
        TextDisabled = "#6d717c",
        ActionDefault = "#a0a4ae",
        ActionDisabled = "#6d717c",
        ActionDisabledBackground = "#22252b",
        LinesDefault = "#272a31",
        LinesInputs = "#3b3f48",
        Divider = "#272a31",
        TableLines = "#22252b",
        TableHover = "#1b1d22",
        Primary = "#8f96ff",
        PrimaryContrastText = "#101119",
        Secondary = "#a0a4ae",
        Success = "#4cc97f",
        SuccessContrastText = "#0d1710",
        Info = "#5cb8f2",
        InfoContrastText = "#0b1620",
        Warning = "#eeb34a",
        WarningContrastText = "#1c1405",
        Error = "#fa7b78",
        ErrorContrastText = "#200b0b",
        OverlayDark = "rgba(0,0,0,.55)",
    };

    private static Typography MakeTypography() => new()
    {
        Default = new DefaultTypography { FontFamily = Sans, FontSize = "14px", LineHeight = "1.45", LetterSpacing = "0" },
        Body1 = new Body1Typography { FontFamily = Sans, FontSize = "14px", LineHeight = "1.45", LetterSpacing = "0" },
        Body2 = new Body2Typography { FontFamily = Sans, FontSize = "14px", LineHeight = "1.45", LetterSpacing = "0" },
        Caption = new CaptionTypography { FontFamily = Sans, FontSize = "12.5px", LineHeight = "1.4", LetterSpacing = "0" },
        H6 = new H6Typography { FontFamily = Sans, FontSize = "16px", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "-.005em" },
        Subtitle1 = new Subtitle1Typography { FontFamily = Sans, FontSize = "14px", LetterSpacing = "0" },
        Button = new ButtonTypography { FontFamily = Sans, FontSize = "14px", FontWeight = "500", LineHeight = "1.4", LetterSpacing = "0", TextTransform = "none" },
    };

    /// <summary>No shadows: a border of one pixel tells surfaces apart. What floats above the page keeps a soft one.</summary>
    private static Shadow MakeFlat()
    {
        var elevations = Enumerable.Repeat("none", 26).ToArray();
        for (var floating = 8; floating < elevations.Length; floating++)
        {
            elevations[floating] = "0 8px 28px rgba(0,0,0,.18)";
        }

        return new Shadow { Elevation = elevations };
    }
}
