using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace DittoFs.Web.Tests.Architecture;

/// <summary>Collects the names of all types that signatures and tokens name. As a signature provider it has no values, only the side effect.</summary>
internal sealed class NamedTypes(TypeNames names, ISet<string> found) : ISignatureTypeProvider<ValueTuple, object?>
{
    /// <summary>Adds what <paramref name="handle"/> names: a type, or the type of a member.</summary>
    public void Add(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                found.Add(names.NameOf((TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeReference:
                found.Add(names.NameOf((TypeReferenceHandle)handle));
                break;
            case HandleKind.TypeSpecification:
                names.Metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                break;
            case HandleKind.FieldDefinition:
                Add(names.Metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MethodDefinition:
                Add(names.Metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                AddMember(names.Metadata.GetMemberReference((MemberReferenceHandle)handle));
                break;
            case HandleKind.MethodSpecification:
                AddMethod(names.Metadata.GetMethodSpecification((MethodSpecificationHandle)handle));
                break;
        }
    }

    /// <inheritdoc/>
    public ValueTuple GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        found.Add(names.NameOf(handle));
        return default;
    }

    /// <inheritdoc/>
    public ValueTuple GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        found.Add(names.NameOf(handle));
        return default;
    }

    /// <inheritdoc/>
    public ValueTuple GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
    {
        Add(handle);
        return default;
    }

    /// <inheritdoc/>
    public ValueTuple GetArrayType(ValueTuple elementType, ArrayShape shape) => default;

    /// <inheritdoc/>
    public ValueTuple GetByReferenceType(ValueTuple elementType) => default;

    /// <inheritdoc/>
    public ValueTuple GetFunctionPointerType(MethodSignature<ValueTuple> signature) => default;

    /// <inheritdoc/>
    public ValueTuple GetGenericInstantiation(ValueTuple genericType, ImmutableArray<ValueTuple> typeArguments) => default;

    /// <inheritdoc/>
    public ValueTuple GetGenericMethodParameter(object? genericContext, int index) => default;

    /// <inheritdoc/>
    public ValueTuple GetGenericTypeParameter(object? genericContext, int index) => default;

    /// <inheritdoc/>
    public ValueTuple GetModifiedType(ValueTuple modifier, ValueTuple unmodifiedType, bool isRequired) => default;

    /// <inheritdoc/>
    public ValueTuple GetPinnedType(ValueTuple elementType) => default;

    /// <inheritdoc/>
    public ValueTuple GetPointerType(ValueTuple elementType) => default;

    /// <inheritdoc/>
    public ValueTuple GetPrimitiveType(PrimitiveTypeCode typeCode) => default;

    /// <inheritdoc/>
    public ValueTuple GetSZArrayType(ValueTuple elementType) => default;

    private void AddMember(MemberReference member)
    {
        Add(member.Parent);
        if (member.GetKind() == MemberReferenceKind.Method)
        {
            member.DecodeMethodSignature(this, null);
        }
        else
        {
            member.DecodeFieldSignature(this, null);
        }
    }

    private void AddMethod(MethodSpecification method)
    {
        Add(method.Method);
        method.DecodeSignature(this, null);
    }
}
