using DittoFs.Storage.Primitives;
using DittoFs.Storage.Shares;

namespace DittoFs.Storage.Access;

/// <summary>Turns the identity that a client claims into the one that a share goes by.</summary>
internal static class Squash
{
    /// <summary>The identity of <paramref name="caller"/> on a share of <paramref name="definition"/>. Who named nobody becomes the anonymous user under every mode.</summary>
    public static Caller Apply(Caller caller, ShareDefinition definition) => caller.IsAnonymous ? Guest(definition) : definition.Squash switch
    {
        SquashMode.AllToGuest => Guest(definition),
        SquashMode.AllToAdmin => new Caller(0, 0),
        SquashMode.RootToGuest => caller.Uid == 0 ? Guest(definition) : caller,
        SquashMode.RootToAdmin or SquashMode.None => caller,
    };

    private static Caller Guest(ShareDefinition definition) => new(definition.AnonymousUid, definition.AnonymousGid);
}
