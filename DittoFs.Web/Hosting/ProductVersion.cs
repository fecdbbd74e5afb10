using System.Reflection;

namespace DittoFs.Web.Hosting;

/// <summary>Which version of the server this is.</summary>
internal static class ProductVersion
{
    /// <summary>The version without build metadata, such as <c>0.1.0</c>.</summary>
    public static string Text { get; } = typeof(ProductVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+')[0];
}
