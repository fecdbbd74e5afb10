using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.ControlPlane.Stores;

/// <summary>Refuses stores behind hosts where none is. What a name stands for is looked up again when it is connected to.</summary>
internal static class StoreEndpoints
{
    private const string Message = "Link-local addresses, and those where a cloud tells about its machines, hold no store. The setting Stores:AllowLinkLocal of the server allows them.";

    /// <summary>Null for options, checked otherwise, that name no such host.</summary>
    public static Failure? Check(StoreKind kind, IReadOnlyDictionary<string, string>? options, bool allowLinkLocal)
    {
        if (allowLinkLocal || options is null)
        {
            return null;
        }

        return kind switch
        {
            StoreKind.S3 when options.TryGetValue(S3Options.Endpoint, out var endpoint) && EndpointRules.IsForbidden(new Uri(endpoint).IdnHost) => Refuse(S3Options.Endpoint),
            StoreKind.Postgres when PostgresLocation.HostsOf(options[PostgresOptions.ConnectionString]).Any(EndpointRules.IsForbidden) => Refuse(PostgresOptions.ConnectionString),
            _ => null,
        };
    }

    private static Failure Refuse(string option) => new(ControlPlaneError.FieldInvalid, Message, $"options.{option}");
}
