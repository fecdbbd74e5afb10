using System.Reflection;
using DittoFs.Storage.Primitives;
using Microsoft.Extensions.DependencyInjection;

namespace DittoFs.Storage.StoreTypes;

/// <summary>Finds store types in assemblies that the configuration names.</summary>
public static class StoreAssemblies
{
    /// <summary>Registers an instance of every public class in the assembly that is a store type.</summary>
    /// <param name="services">Gets an <see cref="IBlockStoreType"/> or <see cref="IMetadataStoreType"/> for each.</param>
    /// <param name="path">The absolute path of the assembly; what it depends on lies beside it.</param>
    /// <exception cref="StorageStartException">It can't be loaded, or holds no store type; the message says what to do.</exception>
    public static void AddStoreTypes(this IServiceCollection services, string path)
    {
        var types = Load(path, assembly => assembly.GetExportedTypes().Where(IsStoreType).Select(Activator.CreateInstance).ToList());
        if (types.Count == 0)
        {
            throw new StorageStartException($"{path} holds no store type: no public class that implements {nameof(IBlockStoreType)} or {nameof(IMetadataStoreType)}.");
        }

        foreach (var type in types)
        {
            if (type is IBlockStoreType blocks)
            {
                services.AddSingleton(blocks);
            }

            if (type is IMetadataStoreType metadata)
            {
                services.AddSingleton(metadata);
            }
        }
    }

    private static bool IsStoreType(Type type) =>
        type is { IsClass: true, IsAbstract: false } && (type.IsAssignableTo(typeof(IBlockStoreType)) || type.IsAssignableTo(typeof(IMetadataStoreType)));

    private static T Load<T>(string path, Func<Assembly, T> read)
    {
        if (!File.Exists(path))
        {
            throw new StorageStartException($"There is no file {path}.");
        }

        try
        {
            return read(new StoreAssemblyContext(path).LoadFromAssemblyPath(path));
        }
        catch (BadImageFormatException exception)
        {
            throw new StorageStartException($"{path} is no assembly of .NET.", exception);
        }
        catch (MissingMethodException exception)
        {
            throw new StorageStartException($"A store type in {path} has no public constructor without parameters, or was built for another version of this server: {exception.Message}", exception);
        }
        catch (TargetInvocationException exception)
        {
            throw new StorageStartException($"A store type in {path} could not be made: {exception.InnerException?.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or TypeLoadException or ReflectionTypeLoadException or InvalidOperationException)
        {
            throw new StorageStartException($"{path} can't be loaded: {exception.Message}", exception);
        }
    }
}
