extern alias client;

using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace DittoFs.Web.Tests.Tools;

/// <summary>dittofsctl is published as a native program, whose compiler refuses what a build for the runtime lets pass.</summary>
public sealed class NativeCompatibilityTests
{
    [Fact]
    public void Contracts_HaveNoAttribute_ThatFindsItsWayByReflection()
    {
        var properties = typeof(client::DittoFs.Client.DittoFsClient).Assembly.GetTypes().SelectMany(type => type.GetProperties()).ToList();

        Assert.True(properties.Count > 200, $"{properties.Count} properties");
        Assert.Empty(
            from property in properties
            from attribute in property.GetCustomAttributesData()
            where attribute.Constructor.GetCustomAttribute<RequiresUnreferencedCodeAttribute>() is not null
            select $"{property.DeclaringType!.Name}.{property.Name}: {attribute.AttributeType.Name}");
    }
}
