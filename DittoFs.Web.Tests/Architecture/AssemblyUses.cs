using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace DittoFs.Web.Tests.Architecture;

/// <summary>Reads from a compiled assembly which types name which: what the compiler kept is what was really used.</summary>
internal sealed class AssemblyUses : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly TypeNames _names;

    private AssemblyUses(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
        _names = new TypeNames(_metadata);
    }

    /// <summary>All uses in <paramref name="assembly"/>, without those inside of one type.</summary>
    public static IReadOnlySet<TypeUse> Of(Assembly assembly)
    {
        using var uses = new AssemblyUses(assembly.Location);
        return uses.ReadAll();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private HashSet<TypeUse> ReadAll()
    {
        var found = new HashSet<TypeUse>();
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var from = _names.NameOf(handle);
            var named = new HashSet<string>();
            ReadType(_metadata.GetTypeDefinition(handle), new NamedTypes(_names, named));
            found.UnionWith(named.Where(to => to != from).Select(to => new TypeUse(from, to)));
        }

        return found;
    }

    private void ReadType(TypeDefinition type, NamedTypes named)
    {
        named.Add(type.BaseType);
        foreach (var handle in type.GetInterfaceImplementations())
        {
            named.Add(_metadata.GetInterfaceImplementation(handle).Interface);
        }

        foreach (var handle in type.GetFields())
        {
            _metadata.GetFieldDefinition(handle).DecodeSignature(named, null);
        }

        ReadConstraints(type.GetGenericParameters(), named);
        foreach (var handle in type.GetMethods())
        {
            ReadMethod(_metadata.GetMethodDefinition(handle), named);
        }
    }

    private void ReadMethod(MethodDefinition method, NamedTypes named)
    {
        method.DecodeSignature(named, null);
        ReadConstraints(method.GetGenericParameters(), named);
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(named, null);
        }

        foreach (var region in body.ExceptionRegions)
        {
            named.Add(region.CatchType);
        }

        foreach (var token in Instructions.TokensOf(body.GetILReader()))
        {
            named.Add(token);
        }
    }

    private void ReadConstraints(GenericParameterHandleCollection parameters, NamedTypes named)
    {
        foreach (var constraint in parameters.SelectMany(parameter => _metadata.GetGenericParameter(parameter).GetConstraints()))
        {
            named.Add(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }
}
