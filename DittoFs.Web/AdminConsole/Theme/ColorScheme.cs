namespace DittoFs.Web.AdminConsole.Theme;

/// <summary>
/// Light or dark. The browser decides (<c>wwwroot/theme.js</c>: the person's choice, else the system's) and tells the server by a cookie, so that the
/// first picture has the right colours already.
/// </summary>
internal static class ColorScheme
{
    /// <summary>Light surfaces.</summary>
    public const string Light = "light";

    /// <summary>Dark surfaces.</summary>
    public const string Dark = "dark";

    /// <summary>The cookie with what the browser shows now.</summary>
    public const string Cookie = "dittofs-scheme";

    /// <summary>What the browser that sent the request shows.</summary>
    public static string Of(HttpRequest request) => request.Cookies[Cookie] == Dark ? Dark : Light;
}
