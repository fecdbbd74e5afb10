using System.Reflection.Metadata;

namespace DittoFs.Web.Tests.Architecture;

/// <summary>Full names of types in metadata; a nested type goes by the name of its outermost one.</summary>
internal sealed class TypeNames(MetadataReader metadata)
{
    /// <summary>The metadata that is read.</summary>
    public MetadataReader Metadata { get; } = metadata;

    /// <summary>The name of a type that is defined here.</summary>
    public string NameOf(TypeDefinitionHandle handle)
    {
        var type = Metadata.GetTypeDefinition(handle);
        return type.IsNested ? NameOf(type.GetDeclaringType()) : Join(type.Namespace, type.Name);
    }

    /// <summary>The name of a type that is defined elsewhere.</summary>
    public string NameOf(TypeReferenceHandle handle)
    {
        var type = Metadata.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? NameOf((TypeReferenceHandle)type.ResolutionScope)
            : Join(type.Namespace, type.Name);
    }

    private string Join(StringHandle scope, StringHandle name) => $"{Metadata.GetString(scope)}.{Metadata.GetString(name)}";
}
