using System.Collections.Frozen;

namespace DittoFs.Web.AdminConsole.Controls;

/// <summary>The drawings of the icons, in a field of 16 by 16.</summary>
internal static class IconPaths
{
    private static readonly FrozenDictionary<string, string> Drawings = new Dictionary<string, string>
    {
        ["overview"] = "<path d='M2 9.5h2.5l2-6 3 9 2-5H14'/>",
        ["feed"] = "<path d='M5.5 4H14M5.5 8H14M5.5 12H11'/><circle cx='2.5' cy='4' r='.6'/><circle cx='2.5' cy='8' r='.6'/><circle cx='2.5' cy='12' r='.6'/>",
        ["share"] = "<path d='M1.8 12.2V4.3a1 1 0 0 1 1-1h3.4l1.6 1.9h5.4a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H2.8a1 1 0 0 1-1-1z'/>",
        ["store"] = "<ellipse cx='8' cy='3.8' rx='5.5' ry='2'/><path d='M2.5 3.8v8.4c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2V3.8M2.5 8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2'/>",
        ["user"] = "<circle cx='8' cy='5.2' r='2.7'/><path d='M2.8 13.8c.5-2.6 2.6-4 5.2-4s4.7 1.4 5.2 4'/>",
        ["group"] = "<circle cx='6' cy='5.4' r='2.4'/><path d='M1.5 13.2c.4-2.3 2.2-3.5 4.5-3.5s4.1 1.2 4.5 3.5M10.6 3.3a2.3 2.3 0 0 1 0 4.3M12 9.9c1.4.4 2.3 1.5 2.6 3.3'/>",
        ["adapter"] = "<path d='M5.5 2v3.2M10.5 2v3.2M3.5 5.2h9v2.3a4.5 4.5 0 0 1-9 0zM8 12v2.5'/>",
        ["session"] = "<rect x='1.8' y='3' width='8.4' height='6.2' rx='1'/><path d='M4 12.5h4M6 9.2v3.3M12.2 5.2a4 4 0 0 1 0 5.6M13.6 3.6a6.2 6.2 0 0 1 0 8.8'/>",
        ["plus"] = "<path d='M8 3v10M3 8h10'/>",
        ["more"] = "<circle cx='3.2' cy='8' r='.7'/><circle cx='8' cy='8' r='.7'/><circle cx='12.8' cy='8' r='.7'/>",
        ["copy"] = "<rect x='5.5' y='5.5' width='8' height='8' rx='1.5'/><path d='M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5'/>",
        ["check"] = "<path d='M3 8.5l3.2 3.2L13 4.8'/>",
        ["close"] = "<path d='M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4'/>",
        ["trash"] = "<path d='M2.8 4.3h10.4M6.2 4.3V2.8h3.6v1.5M4 4.3l.6 9h6.8l.6-9M6.7 7v3.8M9.3 7v3.8'/>",
        ["edit"] = "<path d='M10.5 2.9l2.6 2.6L5.6 13l-3.2.6.6-3.2z'/>",
        ["key"] = "<circle cx='5.2' cy='10.5' r='2.7'/><path d='M7.2 8.6l6-6M11 4.8l1.8 1.8'/>",
        ["sun"] = "<circle cx='8' cy='8' r='2.7'/><path d='M8 1.6v1.3M8 13.1v1.3M1.6 8h1.3M13.1 8h1.3M3.5 3.5l.9.9M11.6 11.6l.9.9M3.5 12.5l.9-.9M11.6 4.4l.9-.9'/>",
        ["moon"] = "<path d='M13.3 9.6A5.7 5.7 0 0 1 6.4 2.7a5.7 5.7 0 1 0 6.9 6.9z'/>",
        ["system"] = "<rect x='2' y='2.8' width='12' height='8.2' rx='1.2'/><path d='M5.5 13.6h5M8 11v2.6'/>",
        ["rail"] = "<rect x='2' y='2.8' width='12' height='10.4' rx='1.5'/><path d='M6.2 2.8v10.4'/>",
        ["menu"] = "<path d='M2.5 4.5h11M2.5 8h11M2.5 11.5h11'/>",
        ["exit"] = "<path d='M6 2.8H3.8a1 1 0 0 0-1 1v8.4a1 1 0 0 0 1 1H6M10.2 10.8L13 8l-2.8-2.8M13 8H6'/>",
        ["api"] = "<path d='M5.2 4.2L1.8 8l3.4 3.8M10.8 4.2L14.2 8l-3.4 3.8'/>",
        ["chevron"] = "<path d='M6 3.8L10.2 8 6 12.2'/>",
        ["down"] = "<path d='M3.8 6L8 10.2 12.2 6'/>",
        ["search"] = "<circle cx='7' cy='7' r='4.2'/><path d='M10.2 10.2l3.3 3.3'/>",
        ["refresh"] = "<path d='M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 2.2v2.6h-2.6'/>",
        ["compass"] = "<circle cx='8' cy='8' r='6'/><path d='M10.6 5.4L9 9l-3.6 1.6L7 7z'/>",
        ["mount"] = "<path d='M8 2v7.5M5 6.8l3 3 3-3M2.5 12.5v1h11v-1'/>",
        ["unmount"] = "<path d='M8 9.8V2.3M5 5l3-3 3 3M2.5 12.5v1h11v-1'/>",
        ["flush"] = "<path d='M3 5.5L8 2.8l5 2.7v5L8 13.2l-5-2.7zM3 5.5l5 2.7 5-2.7M8 8.2v5'/>",
        ["pause"] = "<path d='M5.5 3.5v9M10.5 3.5v9'/>",
        ["play"] = "<path d='M5 3.2l7 4.8-7 4.8z'/>",
        ["rule"] = "<path d='M8 1.8l5.2 1.9v4c0 3-2 5.3-5.2 6.5-3.2-1.2-5.2-3.5-5.2-6.5v-4z'/>",
        ["audit"] = "<path d='M4 1.8h5.6L12.6 5v9.2H4zM9.4 1.8v3.4h3.2M6.2 8h4.2M6.2 10.6h2.6'/>",
        ["table"] = "<rect x='2' y='2.8' width='12' height='10.4' rx='1.5'/><path d='M2 6.5h12M2 9.8h12M7 6.5v6.7'/>",
        ["cache"] = "<path d='M2.5 5.5L8 2.8l5.5 2.7L8 8.2zM2.5 8.2L8 10.9l5.5-2.7M2.5 10.9L8 13.6l5.5-2.7'/>",
        ["lock"] = "<rect x='3.2' y='7' width='9.6' height='6.8' rx='1.2'/><path d='M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2'/>",
        ["settings"] = "<path d='M2.5 4.5h6M12 4.5h1.5M2.5 8h1.5M7.5 8h6M2.5 11.5h6M12 11.5h1.5'/><circle cx='10.2' cy='4.5' r='1.6'/><circle cx='5.8' cy='8' r='1.6'/><circle cx='10.2' cy='11.5' r='1.6'/>",
        ["logs"] = "<path d='M3.5 2.5h6l3 3v8h-9zM9.5 2.5v3h3M5.5 8.5h5M5.5 11h3.5'/>",
        ["broom"] = "<path d='M13.5 2.5L8.2 7.8M6.6 6.9l2.5 2.5c-.4 2.3-1.6 3.7-3.6 4.3L2.3 10.5c.6-2 2-3.2 4.3-3.6zM4.6 8.4l3 3'/>",
        ["info"] = "<circle cx='8' cy='8' r='6'/><path d='M8 7.3v3.6M8 5.1v.1'/>",
    }.ToFrozenDictionary();

    /// <summary>The drawing called <paramref name="name"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static string Of(string name) => Drawings[name];
}
