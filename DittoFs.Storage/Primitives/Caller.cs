namespace DittoFs.Storage.Primitives;

/// <summary>Who is calling: an identity in numbers, as the wire claims it or as the share's squash made it.</summary>
public sealed class Caller
{
    /// <summary>An identity of <paramref name="uid"/>, <paramref name="gid"/> and further <paramref name="groups"/>.</summary>
    public Caller(uint uid, uint gid, IReadOnlyList<uint>? groups = null)
    {
        Uid = uid;
        Gid = gid;
        Groups = groups is null ? [] : [.. groups];
    }

    private Caller() => (Groups, IsAnonymous) = ([], true);

    /// <summary>
    /// A call that named nobody (AUTH_NONE). It is never uid 0 and never means "allow": the share's anonymous policy decides
    /// and gives it the share's anonymous uid and gid.
    /// </summary>
    public static Caller Anonymous { get; } = new() { Uid = 65534, Gid = 65534 };

    /// <summary>User number.</summary>
    public uint Uid { get; private init; }

    /// <summary>Primary group number.</summary>
    public uint Gid { get; private init; }

    /// <summary>Further group numbers.</summary>
    public IReadOnlyList<uint> Groups { get; }

    /// <summary>True for a call that named nobody.</summary>
    public bool IsAnonymous { get; }

    /// <summary>True for uid 0, which the mode bits do not bind.</summary>
    public bool IsSuperuser => Uid == 0 && !IsAnonymous;

    /// <summary>True if <paramref name="gid"/> is the primary group or one of <see cref="Groups"/>.</summary>
    public bool IsInGroup(uint gid)
    {
        if (gid == Gid)
        {
            return true;
        }

        foreach (var group in Groups)
        {
            if (group == gid)
            {
                return true;
            }
        }

        return false;
    }
}
