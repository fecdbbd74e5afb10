using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace DittoFs.Web.Tests.Architecture;

/// <summary>A compiled method and what it calls, both as <c>Type.Method</c>.</summary>
internal sealed record MethodCalls(string Method, IReadOnlySet<string> Callees)
{
    /// <summary>The methods of <paramref name="assembly"/> that have a body.</summary>
    public static IReadOnlyList<MethodCalls> Of(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        return [.. metadata.MethodDefinitions
            .Where(handle => metadata.GetMethodDefinition(handle).RelativeVirtualAddress != 0)
            .Select(handle => new MethodCalls(NameOf(metadata, handle)!, ReadCallees(file, metadata, handle)))];
    }

    private static HashSet<string> ReadCallees(PEReader file, MetadataReader metadata, MethodDefinitionHandle method) =>
        [.. Instructions.TokensOf(file.GetMethodBody(metadata.GetMethodDefinition(method).RelativeVirtualAddress).GetILReader())
            .Select(token => NameOf(metadata, token)).OfType<string>()];

    /// <summary>The name of a method; null for what is none.</summary>
    private static string? NameOf(MetadataReader metadata, EntityHandle handle)
    {
        var names = new TypeNames(metadata);
        switch (handle.Kind)
        {
            case HandleKind.MethodDefinition:
                var own = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return $"{names.NameOf(own.GetDeclaringType())}.{metadata.GetString(own.Name)}";
            case HandleKind.MemberReference:
                var foreign = metadata.GetMemberReference((MemberReferenceHandle)handle);
                return foreign.Parent.Kind == HandleKind.TypeReference ? $"{names.NameOf((TypeReferenceHandle)foreign.Parent)}.{metadata.GetString(foreign.Name)}" : null;
            case HandleKind.MethodSpecification:
                return NameOf(metadata, metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            default:
                return null;
        }
    }
}
