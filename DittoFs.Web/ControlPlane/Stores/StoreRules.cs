using DittoFs.Storage.StoreTypes;
using DittoFs.Web.Api.Contracts;

namespace DittoFs.Web.ControlPlane.Stores;

/// <summary>What options a store may have on this server, wherever they come in.</summary>
internal sealed class StoreRules(StoreTypeRegistry types, StoreTypeOptions settings)
{
    /// <summary>Null for options that a store of this use and kind may have.</summary>
    public Failure? Check(StoreUse use, StoreKind kind, IReadOnlyDictionary<string, string>? options) =>
        StoreRows.Check(use, kind, options, types) ?? StoreEndpoints.Check(kind, options, settings.AllowLinkLocal);
}
