using System.Collections.Concurrent;
using System.Reflection;
using DittoFs.Web.Api.Problems;
using Microsoft.Net.Http.Headers;

namespace DittoFs.Web.Api;

/// <summary>
/// HTTP's own words for the <c>version</c> of a resource: an answer with one has it as <c>ETag</c>, and a change with <c>If-Match</c> is for that version only. Of
/// both, the field of the body comes first.
/// </summary>
internal sealed class VersionFilter : IEndpointFilter
{
    private const string Version = "Version";

    private static readonly ConcurrentDictionary<Type, PropertyInfo?> Properties = new();

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var isConditional = HttpMethods.IsPatch(http.Request.Method) && Expect(context);
        var result = await next(context);
        var inner = result is INestedHttpResult nested ? nested.Result : result;
        if (inner is FailureResult failure)
        {
            return isConditional ? failure.ForPrecondition() : result;
        }

        if (inner is IValueHttpResult { Value: { } value } && Find(value.GetType())?.GetValue(value) is string version)
        {
            http.Response.Headers.ETag = $"\"{version}\"";
        }

        return result;
    }

    /// <summary>Takes the version of <c>If-Match</c> over into the body that has none; false if there is none to take.</summary>
    private static bool Expect(EndpointFilterInvocationContext context)
    {
        if (!EntityTagHeaderValue.TryParse(context.HttpContext.Request.Headers.IfMatch.ToString(), out var wanted) || wanted.Tag == "*")
        {
            return false;
        }

        foreach (var argument in context.Arguments)
        {
            if (argument is not null && Find(argument.GetType()) is { CanWrite: true } property && property.GetValue(argument) is null)
            {
                property.SetValue(argument, wanted.Tag.ToString().Trim('"'));
                return true;
            }
        }

        return false;
    }

    private static PropertyInfo? Find(Type type) =>
        Properties.GetOrAdd(type, static known => known.GetProperty(Version) is { } property && property.PropertyType == typeof(string) && known.Namespace == typeof(Contracts.PermissionLevel).Namespace ? property : null);
}
