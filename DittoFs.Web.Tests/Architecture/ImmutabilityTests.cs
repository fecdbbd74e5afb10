using System.Reflection;
using System.Runtime.CompilerServices;
using DittoFs.Storage.Shares;
using DittoFs.Web.Hosting;
using DittoFs.Web.Hosting.QuickStart;

namespace DittoFs.Web.Tests.Architecture;

/// <summary>Settings that running code holds are swapped as a whole, never changed in place.</summary>
public sealed class ImmutabilityTests
{
    [Theory]
    [InlineData(typeof(ShareDefinition))]
    [InlineData(typeof(SharePermissionTable))]
    [InlineData(typeof(ClientRule))]
    [InlineData(typeof(HostArguments))]
    [InlineData(typeof(QuickStartRequest))]
    public void Properties_CanOnlyBeInitialized(Type type)
    {
        Assert.Empty(type.GetProperties().Where(property => property.SetMethod is { } setter && !IsInitOnly(setter)).Select(property => property.Name));
    }

    private static bool IsInitOnly(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
