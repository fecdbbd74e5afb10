using System.Reflection;
using System.Runtime.Loader;

namespace DittoFs.Storage.StoreTypes;

/// <summary>
/// Loads an assembly with what it depends on, without a conflict between two that depend on the same thing in different versions. What the server has itself, they
/// share with it: an interface is the same type on both sides only when it comes out of the same assembly.
/// </summary>
internal sealed class StoreAssemblyContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
{
    private readonly AssemblyDependencyResolver resolver = new(path);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        try
        {
            return Default.LoadFromAssemblyName(assemblyName);
        }
        catch (Exception exception) when (exception is FileNotFoundException or FileLoadException)
        {
            // The server has none, or an older one.
            return resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
        }
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
}
