using System.Reflection;
using DittoFs.Storage.Shares;
using DittoFs.Web.Hosting;

namespace DittoFs.Web.Tests.Architecture;

/// <summary>The assemblies that the server is made of, and what they use.</summary>
internal static class ProductAssemblies
{
    public static Assembly Storage { get; } = typeof(IStorageEngine).Assembly;

    public static Assembly Protocols { get; } = Assembly.Load("DittoFs.Protocols");

    public static Assembly Web { get; } = typeof(DittoFsHost).Assembly;

    public static IReadOnlyList<Assembly> All { get; } = [Storage, Protocols, Web];

    public static IReadOnlyList<TypeUse> Uses { get; } = [.. All.SelectMany(AssemblyUses.Of)];
}
